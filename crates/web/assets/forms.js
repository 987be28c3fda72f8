// Small comforts of forms: submit once, submit on change, confirm by typing, ask before removing.
export function forms() {
  for (const form of document.querySelectorAll("form[data-autosubmit]")) {
    // Some of its fields stand elsewhere on the page and name it.
    for (const field of form.elements) field.addEventListener("change", () => form.requestSubmit());
  }
  for (const form of document.querySelectorAll("form[data-confirm]")) {
    const button = form.querySelector("button");
    const input = form.querySelector("[name=confirm]");
    const check = () => (button.disabled = input.value.trim() !== form.dataset.confirm);
    input.addEventListener("input", check);
    check();
  }
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.ask && !confirm(form.dataset.ask)) {
      event.preventDefault();
    } else if ("once" in form.dataset || "autosubmit" in form.dataset) {
      if (form.hasAttribute("aria-busy")) event.preventDefault();
      form.setAttribute("aria-busy", "true");
    }
  });
  // The browser may show the page again as it was left.
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
  });
}
