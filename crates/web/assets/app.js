// The script of every page. It imports a module only where the page has something for it;
// everything here improves pages that work without it.
import { tick } from "./times.js";
import { forms } from "./forms.js";
import { copying } from "./copy.js";

document.documentElement.dataset.js = "";
tick();
forms();
copying();
menus();

if (document.querySelector("[data-progress]")) {
  import("./progress.js").then((module) => module.follow());
}
if (document.querySelector("form[data-upload]")) {
  import("./upload.js").then((module) => module.uploads());
}
if (document.querySelector("[data-reload-every]")) {
  import("./reload.js").then((module) => module.reloading());
}

// A menu closes on Escape and on a click elsewhere.
function menus() {
  const open = () => document.querySelectorAll("details[data-menu][open]");
  document.addEventListener("click", (event) => {
    for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const menu of open()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
  });
}
