// Keeps [data-reload-every=SECONDS] current: fetches the page again and swaps that part, unless the page is hidden
// or someone is working inside it.
import { show } from "./times.js";

export function reloading() {
  const part = document.querySelector("[data-reload-every]");
  setTimeout(() => refresh(part), Number(part.dataset.reloadEvery) * 1000);
}

async function refresh(part) {
  const busy = part.contains(document.activeElement) && document.activeElement !== document.body;
  if (!document.hidden && !busy) {
    try {
      const answer = await fetch(location.href, { headers: { accept: "text/html" } });
      if (answer.redirected) return location.reload();
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const fresh = page.querySelector("[data-reload-every]");
        if (fresh) {
          part.replaceChildren(...fresh.childNodes);
          show();
        }
      }
    } catch {
      // Offline, or the server restarts: the age at the top of the page keeps growing.
    }
  }
  setTimeout(() => refresh(part), Number(part.dataset.reloadEvery) * 1000);
}
