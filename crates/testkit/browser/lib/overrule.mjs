// Files of other kinds than CSV, and a person who knows better than the preview.
import assert from "node:assert/strict";
import { workbook, zip } from "./zip.mjs";

const rows = (count, row) => Array.from({ length: count }, (_, n) => row(n));

async function preview(person, stage, name, buffer) {
  const { page } = person;
  await person.go(`${stage.base}/town_waters/-/new`);
  await page.setInputFiles("[name=file]", { name, mimeType: "application/octet-stream", buffer: Buffer.from(buffer) });
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await page.locator("#layout-form").waitFor();
}

/** Decides something in the preview's form, which then reads the file again. */
async function decide(page, field, value) {
  const control = page.locator(`[name="${field}"]`);
  const again = page.waitForRequest((request) => request.method() === "POST" && request.url().endsWith("/preview"));
  if ((await control.evaluate((element) => element.tagName)) === "SELECT") await control.selectOption(value);
  else {
    await control.fill(value);
    await control.press("Enter");
  }
  await again;
  await page.locator("form[action$='/-/tables']").waitFor();
}

const headers = (page) => page.locator(".columns tbody th .code").allInnerTexts();
const cells = (page) => page.locator(".grid tbody tr").first().locator("td").allInnerTexts();
const type = (page, column) => page.locator(`[name="type:${column}"] option`).first().innerText();

export async function sheets(person, stage) {
  const { page } = person;
  const file = workbook({
    "Read me": [["About this file"]],
    Readings: [["station", "ph"], ...rows(20, (n) => [`0${n}`, 6.5 + n / 10])],
    People: [["name"], ...rows(20, (n) => [`Person ${n}`])],
  });
  await preview(person, stage, "Readings 2026.xlsx", file);
  assert.deepEqual(await headers(page), ["station", "ph"]);
  assert.equal(await page.inputValue("[name=title]"), "Readings 2026");
  await page.locator(".fixed", { hasText: "Excel workbook" }).waitFor();
  await person.shoot("preview-workbook");
  await decide(page, "sheet", "People");
  assert.deepEqual(await headers(page), ["name"]);
  await page.fill("[name=name]", "people");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByText("Published").first().waitFor();
  await person.go(`${stage.base}/town_waters/people`);
  await page.getByText("Person 19").waitFor();
}

export async function archives(person, stage) {
  const { page } = person;
  const csv = (year) => `day,rain\n${rows(9, (n) => `${year}-01-0${n + 1},${n}.5\n`).join("")}`;
  await preview(person, stage, "rain.zip", zip({ "2025.csv": csv(2025), "2026.csv": csv(2026) }));
  await page.getByText("holds 2 files that may be the data").waitFor();
  await decide(page, "entry", "2026.csv");
  assert.deepEqual(await cells(page), ["2026-01-01", "0.5"]);
  await person.shoot("preview-archive");
}

export async function places(person, stage) {
  const { page } = person;
  const document = { first: rows(5, (n) => ({ a: n })), second: rows(3, (n) => ({ b: `x${n}` })) };
  await preview(person, stage, "api.json", JSON.stringify(document));
  assert.deepEqual(await headers(page), ["a"]);
  await decide(page, "pointer", "/second");
  assert.deepEqual(await headers(page), ["b"]);
  await person.shoot("preview-json");
}

export async function types(person, stage) {
  const { page } = person;
  const csv = `zip;day;sum\n${rows(30, (n) => `1${n % 10}00;0${(n % 9) + 1}.03.2026;1.${100 + n},50\n`).join("")}`;
  await preview(person, stage, "payments.csv", csv);
  assert.deepEqual(await Promise.all(["zip", "day", "sum"].map((column) => type(page, column))), ["integer", "date", "numeric"]);
  await decide(page, "type:zip", "text");
  assert.equal(await page.inputValue('[name="type:zip"]'), "text");
  await decide(page, "delimiter", "comma");
  assert.equal((await headers(page)).length, 2, "its decimal commas now separate");
  await decide(page, "delimiter", "");
  assert.deepEqual(await headers(page), ["zip", "day", "sum"]);
  assert.equal(await page.inputValue('[name="type:zip"]'), "text", "what was decided stays");
  await person.shoot("preview-types");
}
