// Uploads with a progress bar, and files dropped anywhere on the page. The request is the form's own;
// the server answers with the page to go to, or with a page whose [data-upload-error] says what was wrong.
import { bytes } from "./figures.js";

export function uploads() {
  for (const form of document.querySelectorAll("form[data-upload]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      send(form);
    });
  }
  const form = document.querySelector("[data-drop] form[data-upload]");
  if (form) dropping(form);
}

function dropping(form) {
  const page = document.documentElement;
  const hasFile = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    page.dataset.dropping = "";
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) delete page.dataset.dropping;
  });
  addEventListener("drop", (event) => {
    delete page.dataset.dropping;
    if (!hasFile(event)) return;
    event.preventDefault();
    const input = form.querySelector("input[type=file]");
    if (input.disabled || event.dataTransfer.files.length === 0) return;
    input.files = event.dataTransfer.files;
    send(form);
  });
}

function send(form) {
  const input = form.querySelector("input[type=file]");
  const file = input.files[0];
  if (!file || form.hasAttribute("aria-busy")) return;
  const part = (name) => form.querySelector(`[data-upload-${name}]`);
  const bar = part("progress").querySelector("progress");
  const request = new XMLHttpRequest();
  const body = new FormData(form);

  const stop = (text) => {
    form.removeAttribute("aria-busy");
    part("progress").hidden = true;
    part("error").textContent = text;
    part("error").hidden = !text;
  };
  form.setAttribute("aria-busy", "true");
  part("error").hidden = true;
  part("progress").hidden = false;
  part("doing").textContent = "Uploading";
  if (part("name")) part("name").textContent = file.name;
  part("cancel").onclick = () => request.abort();

  request.upload.onprogress = (event) => {
    bar.max = event.total;
    bar.value = event.loaded;
    part("figures").textContent = `${bytes(event.loaded)} of ${bytes(event.total)}`;
  };
  request.upload.onload = () => {
    part("doing").textContent = "Received, opening the preview";
    bar.removeAttribute("value");
  };
  request.onload = () => {
    if (request.status < 400) location.assign(request.responseURL);
    else stop(refusal(request));
  };
  request.onerror = () =>
    stop("The connection was cut before the whole file had arrived. Check the connection and the size limit, then try again.");
  request.onabort = () => stop("");
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "text/html");
  request.send(body);
}

function refusal(request) {
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const said = page.querySelector("[data-upload-error]:not([hidden])") ?? page.querySelector("h1");
  return said?.textContent.trim() || `The upload was refused (HTTP ${request.status}).`;
}
