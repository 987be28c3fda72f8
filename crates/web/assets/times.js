// Keeps <time data-relative> true while the page is open. The words are those of src/pages/when.rs.
const STEPS = [
  [31557600, "year"],
  [2629800, "month"],
  [86400, "day"],
  [3600, "hour"],
  [60, "minute"],
];

export function relative(seconds) {
  const distance = Math.abs(seconds);
  const step = STEPS.find(([length]) => distance >= length);
  if (!step) return seconds <= 0 ? "just now" : "in a moment";
  const count = Math.floor(distance / step[0]);
  const words = `${count} ${step[1]}${count === 1 ? "" : "s"}`;
  return seconds < 0 ? `${words} ago` : `in ${words}`;
}

const local = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "long" });

export function show() {
  const now = Date.now();
  for (const time of document.querySelectorAll("time[data-relative]")) {
    const at = Date.parse(time.dateTime);
    if (Number.isNaN(at)) continue;
    const text = relative(Math.round((at - now) / 1000));
    if (time.textContent !== text) time.textContent = text;
    time.title = local.format(at);
  }
}

export function tick() {
  show();
  setInterval(show, 15000);
}
