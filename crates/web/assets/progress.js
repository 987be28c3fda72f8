// Follows a run: <section data-progress="…/events">. Events: "progress" with state, step, bytes, bytes_total, rows and
// rows_per_second; "done" and "resync" load the page again, which then shows what the server knows.
import { bytes, count } from "./figures.js";

const DOING = {
  fetch: "Fetching the file",
  detect: "Detecting the layout",
  compare: "Comparing rows",
  infer: "Inferring types",
  load: "Loading rows",
  checks: "Running checks",
  publish: "Publishing",
};

export function follow() {
  const strip = document.querySelector("[data-progress]");
  const events = new EventSource(strip.dataset.progress);
  const reload = () => {
    events.close();
    location.reload();
  };
  events.addEventListener("progress", (event) => {
    strip.removeAttribute("data-lost");
    show(strip, JSON.parse(event.data));
  });
  events.addEventListener("done", reload);
  events.addEventListener("resync", reload);
  events.addEventListener("error", () => {
    strip.dataset.lost = "";
    // The browser asks again by itself unless the answer was not a stream.
    if (events.readyState === EventSource.CLOSED) setTimeout(reload, 5000);
  });
  addEventListener("pagehide", () => events.close());
}

function show(strip, now) {
  const part = (name) => strip.querySelector(`[data-progress-${name}]`);
  const bar = part("bar");
  if (now.bytes_total) {
    bar.max = now.bytes_total;
    bar.value = Math.min(now.bytes, now.bytes_total);
  } else {
    bar.removeAttribute("value");
  }
  part("bytes").textContent = now.bytes_total ? `${bytes(now.bytes)} of ${bytes(now.bytes_total)}` : bytes(now.bytes);
  part("rows").textContent = count(now.rows);
  part("rate").textContent = count(now.rows_per_second);
  if (now.step && strip.dataset.at !== now.step) {
    strip.dataset.at = now.step;
    part("doing").textContent = DOING[now.step] ?? now.step;
    steps(now.step);
  }
}

// Everything before the present step is done. Steps the server called skipped or done keep their state.
function steps(present) {
  const list = [...document.querySelectorAll("[data-steps] [data-step]")];
  const at = list.findIndex((step) => step.dataset.step === present);
  if (at < 0) return;
  list[at].dataset.state = "active";
  word(list[at], "under way");
  for (const step of list.slice(0, at)) {
    if (step.dataset.state === "active" || step.dataset.state === "pending") {
      step.dataset.state = "done";
      word(step, "done");
    }
  }
}

function word(step, text) {
  step.querySelector("[data-step-word]").textContent = ` (${text})`;
}
