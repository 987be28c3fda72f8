// What a person does. Each function leaves the person somewhere the next one can go on from.
import assert from "node:assert/strict";
import { axe } from "./browser.mjs";

const WORKSPACE = "/town_waters";
const EMAIL = "ada@example.org";
const PASSWORD = "mill race 42 turns slowly";

/** Pages that exist once the walk has been through, apart from the run's. */
const PAGES = {
  home: WORKSPACE,
  new: `${WORKSPACE}/-/new`,
  members: `${WORKSPACE}/-/members`,
  table: `${WORKSPACE}/stations`,
  columns: `${WORKSPACE}/stations/columns`,
  history: `${WORKSPACE}/stations/history`,
  past: `${WORKSPACE}/uploaded/history`,
  difference: `${WORKSPACE}/uploaded/difference?from=1&to=2`,
  "as-of": `${WORKSPACE}/uploaded?version=1`,
  runs: `${WORKSPACE}/stations/runs`,
  settings: `${WORKSPACE}/stations/settings`,
  hostile: `${WORKSPACE}/hostile`,
  account: "/account",
  ops: "/ops",
};

/** A page that exists from now on, to be looked at in every width and scheme. */
export function alsoVisit(name, path) {
  PAGES[name] = path;
}

export async function signUp(person, stage) {
  const { page } = person;
  await person.go(stage.base + new URL(stage.link).pathname);
  await person.shoot("welcome");
  await page.fill("[name=name]", "Ada Lovelace");
  await page.fill("[name=email]", EMAIL);
  await page.fill("[name=password]", PASSWORD);
  await page.fill("[name=workspace]", "Town waters");
  await page.click("main button.primary");
  await page.waitForURL(`**${WORKSPACE}`);
  await page.getByText("No tables yet").waitFor();
  await person.shoot("home-empty");
}

export async function createFromUrl(person, stage) {
  const { page } = person;
  await page.getByRole("link", { name: "Add the first table" }).click();
  await page.fill("[name=url]", stage.slow);
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.locator("[data-progress]").waitFor();
  await liveFigures(page, "[data-progress-bytes]");
  await page.locator("form[action$='/-/tables']").waitFor();
  assert.equal(await page.locator(".grid tbody tr").count(), 100);
  assert.equal(await page.locator(".grid tbody td").first().innerText(), "000000", "ids keep their zeros");
  await person.shoot("preview");

  await page.fill("[name=name]", "stations");
  await page.fill("[name=title]", "Stations");
  await page.selectOption("[name=schedule]", "by_hand");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.waitForURL("**/stations/runs/*");
  await page.locator("[data-progress]").waitFor();
  await person.shoot("run-under-way");
  const seen = await liveFigures(page, "[data-progress-bytes]");
  assert.ok(seen.length >= 3, `live figures: ${seen}`);
  await page.locator("[data-progress]").waitFor({ state: "detached" });
  await page.getByText("Published").first().waitFor();
  await person.shoot("run-published");
}

/** The different texts an element shows until it goes. */
async function liveFigures(page, selector) {
  const seen = new Set();
  const element = page.locator(selector);
  while ((await element.count()) > 0) {
    const text = await element.innerText({ timeout: 1_000 }).catch(() => undefined);
    if (text) seen.add(text);
    await page.waitForTimeout(100);
  }
  return [...seen];
}

export async function elsewhere(person, stage) {
  await person.go(stage.other + PAGES.table);
  await person.page.locator(".grid tbody tr").first().waitFor();
}

export async function sortAndPage(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.table);
  const cells = (column) => page.locator(`.grid tbody tr td:nth-child(${column + 1})`).allInnerTexts();
  assert.equal((await cells(1)).length, 100);
  await page.getByRole("link", { name: "Next" }).click();
  assert.equal((await cells(1))[0], "000100");
  await page.getByRole("link", { name: "Previous" }).click();
  assert.equal((await cells(1))[0], "000000");

  await page.locator(".grid thead").getByRole("link", { name: "readings" }).click();
  await page.locator("[aria-sort=ascending]").waitFor();
  const numbers = (await cells(3)).map((text) => Number(text.replaceAll(",", "")));
  assert.deepEqual(numbers, [...numbers].sort((a, b) => a - b));
  await page.locator(".grid thead").getByRole("link", { name: "readings" }).click();
  await page.locator("[aria-sort=descending]").waitFor();
  assert.equal((await cells(3))[0].replaceAll(",", ""), "999");
  await person.shoot("table-sorted");
}

export async function upload(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.new);
  const buffer = Buffer.from(stage.upload);
  await page.setInputFiles("[name=file]", { name: "Monthly readings.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await page.locator("form[action$='/-/tables']").waitFor();
  await person.shoot("preview-of-upload");
  await page.fill("[name=name]", "uploaded");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByText("Published").first().waitFor();
  await person.go(`${stage.base}${WORKSPACE}/uploaded`);
  assert.equal(await page.locator(".grid tbody tr").count(), 100);
}

export async function history(person, stage) {
  const { page } = person;
  await person.go(`${stage.base}${WORKSPACE}/uploaded`);
  await page.getByText("Upload new file").click();
  const lines = stage.upload.split("\n").filter((line) => !line.startsWith("000003"));
  const buffer = Buffer.from(lines.join("\n").replace("Station 7,", "Station seven,") + "999999,New station,1,2.50,true,2026-01-01,\n");
  await page.setInputFiles("[name=file]", { name: "Later readings.csv", mimeType: "text/csv", buffer });
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.getByText("Published").first().waitFor();

  await person.go(stage.base + PAGES.past);
  assert.equal(await page.locator("table.versions tbody tr").count(), 2);
  await page.getByRole("link", { name: "What changed" }).click();
  await page.getByRole("heading", { name: "To version 2" }).waitFor();
  const marks = await page.locator(".changes tbody th").allInnerTexts();
  assert.deepEqual(marks.map((mark) => mark.split(" ").at(-1)).sort(), ["Added", "Added", "Removed", "Removed"]);
  await page.locator(".kinds").getByRole("link", { name: "removed" }).click();
  await page.locator(".kinds [aria-current][data-kind=removed]").waitFor();
  await page.getByLabel("With the text").fill("station 7");
  await page.getByRole("button", { name: "Filter" }).click();
  await page.getByRole("link", { name: "Show all" }).waitFor();
  assert.equal(await page.locator(".changes tbody tr").count(), 1);
  await person.look();

  await person.go(stage.base + PAGES.past);
  await page.getByLabel("Rows as of the end of").fill("2199-01-01");
  await page.getByRole("button", { name: "Look" }).click();
  await page.getByText("They still see it").waitFor();
  await page.getByRole("link", { name: "Previous version" }).click();
  await page.getByText("This is version 1").waitFor();
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download all rows as CSV" }).click();
  assert.equal((await download).suggestedFilename(), "uploaded-version-1.csv");
}

export async function drop(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.new);
  const dropped = await page.evaluateHandle((text) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], "dropped.csv", { type: "text/csv" }));
    return transfer;
  }, stage.upload);
  await page.dispatchEvent("body", "dragover", { dataTransfer: dropped });
  await page.dispatchEvent("body", "drop", { dataTransfer: dropped });
  await page.locator("form[action$='/-/tables']").waitFor();
  assert.equal(await page.inputValue("[name=name]"), "dropped");
  await person.look();
}

export async function gone(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.new);
  await page.fill("[name=url]", stage.gone);
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.getByText("404 Not Found").waitFor();
  await page.getByText("What to do").waitFor();
  await person.shoot("preview-failed");
}

export async function hostile(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.new);
  await page.fill("[name=url]", stage.hostile);
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  await page.locator("form[action$='/-/tables']").waitFor();
  await person.look();
  await page.fill("[name=name]", "hostile");
  await page.fill("[name=title]", "<img src=x onerror=alert(5)>");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByText("Published").first().waitFor();
  await person.go(stage.base + PAGES.hostile);
  const cells = await page.locator(".grid tbody td").allInnerTexts();
  assert.ok(cells.includes("<script>alert(1)</script>"), cells.join("\n"));
  assert.equal(await page.locator(".grid tbody a[href^=javascript]").count(), 0);
  await page.waitForTimeout(300);
  await person.shoot("hostile");
}

export async function runReport(person, stage) {
  const { page } = person;
  await person.go(stage.base + PAGES.runs);
  await page.locator("table.list tbody a").first().click();
  await page.waitForURL("**/stations/runs/*");
  for (const heading of ["Steps", "Rows", "HTTP exchange", "What was detected"]) {
    await page.getByRole("heading", { name: heading, exact: true }).waitFor();
  }
  await person.shoot("run-report");
}

export async function everyPage(person, stage) {
  for (const [name, path] of Object.entries(PAGES)) {
    await person.go(stage.base + path);
    await person.shoot(name);
  }
  await person.go(stage.base + PAGES.runs);
  const run = await person.page.locator("table.list tbody a").first().getAttribute("href");
  await person.go(stage.base + run);
  await person.shoot("run");
}

export async function accessible(person, stage) {
  const source = axe();
  if (!source) return "axe-core is not installed";
  const faults = [];
  for (const [name, path] of Object.entries(PAGES)) {
    await person.go(stage.base + path);
    await person.page.evaluate(source);
    const { violations } = await person.page.evaluate(() => globalThis.axe.run());
    for (const { id, help, nodes } of violations) {
      faults.push(`${name}: ${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.target.join(" ")).join(", ")}`);
    }
  }
  assert.deepEqual(faults, []);
}

export async function withoutJavaScript(person, stage) {
  const { page } = person;
  await person.go(`${stage.base}/sign-in`);
  await person.shoot("sign-in");
  await page.fill("[name=email]", EMAIL);
  await page.fill("[name=password]", PASSWORD);
  await page.click("main button.primary");
  await page.waitForURL(`**${WORKSPACE}`);

  await page.getByRole("link", { name: "Add table" }).click();
  await page.fill("[name=url]", stage.stations);
  await page.getByRole("button", { name: "Preview", exact: true }).click();
  // The page asks for itself again until the preview is there.
  await page.locator("form[action$='/-/tables']").waitFor();
  await page.fill("[name=name]", "plain");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByText("Published").first().waitFor();
  await person.go(`${stage.base}${WORKSPACE}/plain`);
  await page.locator(".grid thead").getByRole("link", { name: "readings" }).click();
  await page.locator("[aria-sort=ascending]").waitFor();
  await page.getByRole("link", { name: "Next" }).click();
  await page.getByText("Rows 101–200 of 250").waitFor();
  await person.shoot("table");

  await page.getByRole("button", { name: "Refresh now" }).click();
  await page.getByText("Unchanged").first().waitFor();
  await person.go(stage.base + PAGES.new);
  await page.setInputFiles("[name=file]", {
    name: "plain upload.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(stage.upload),
  });
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await page.locator("form[action$='/-/tables']").waitFor();
  await person.look();
}
