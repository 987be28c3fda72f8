// Buttons with data-copy put that text on the clipboard; fields with data-select select themselves.
export function copying() {
  if (navigator.clipboard) {
    for (const button of document.querySelectorAll("button[data-copy]")) {
      button.hidden = false;
      button.addEventListener("click", () => copy(button));
    }
  }
  for (const field of document.querySelectorAll("[data-select]")) {
    field.addEventListener("focus", () => field.select());
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.dataset.copied = "";
  announce("Copied");
  setTimeout(() => delete button.dataset.copied, 1600);
}

function announce(text) {
  let place = document.querySelector("[data-announce]");
  if (!place) {
    place = document.createElement("p");
    place.className = "toast";
    place.setAttribute("role", "status");
    place.dataset.announce = "";
    document.querySelector("main").append(place);
  }
  place.textContent = text;
  setTimeout(() => (place.textContent = ""), 1600);
}
