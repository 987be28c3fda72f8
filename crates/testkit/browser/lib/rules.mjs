// What a person decides about a table, and a file that meets the rules.
import assert from "node:assert/strict";
import { alsoVisit } from "./walk.mjs";

const TABLE = "/town_waters/stock";

const csv = (count, mood) =>
  `id,mood,litres\n${Array.from({ length: count }, (_, n) => `${n},${n % 9 === 4 ? mood : "calm"},${n * 3}\n`).join("")}`;

const file = (text) => ({ name: "stock.csv", mimeType: "text/csv", buffer: Buffer.from(text) });

async function newer(person, stage, text) {
  const { page } = person;
  await person.go(stage.base + TABLE);
  await page.getByText("Upload new file").click();
  await page.setInputFiles("[name=file]", file(text));
  await page.getByRole("button", { name: "Upload", exact: true }).click();
  await page.waitForURL(`**${TABLE}/runs/*`);
}

export async function settings(person, stage) {
  const { page } = person;
  await person.go(`${stage.base}/town_waters/-/new`);
  await page.setInputFiles("[name=file]", file(csv(40, "wild")));
  await page.getByRole("button", { name: "Upload and preview" }).click();
  await page.locator("form[action$='/-/tables']").waitFor();
  await page.fill("[name=name]", "stock");
  await page.getByRole("button", { name: "Create table" }).click();
  await page.getByText("Published").first().waitFor();

  await person.go(`${stage.base}${TABLE}/settings`);
  await page.getByRole("link", { name: "Find columns that tell rows apart" }).click();
  await page.locator(".suggestion code", { hasText: "id" }).waitFor();
  assert.equal(await page.inputValue("[name=key]"), "id");
  await person.shoot("settings-key-offered");
  await page.getByLabel("Freeze").check();
  await page.getByLabel("Merge by key").check();
  await page.fill("[name=key]", "");
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("name at least one column that tells rows apart").waitFor();
  person.expected(422);
  await page.getByLabel("Replace").check();
  await page.fill("[name=key]", "barrel");
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("The table has no column barrel").waitFor();
  assert.ok(await page.getByLabel("Freeze").isChecked(), "what was filled in stays");
  person.expected(422);
  await person.shoot("settings-refused");
  await page.fill("[name=key]", "id");
  await page.getByRole("button", { name: "Save rules" }).click();
  await page.getByText("The next run goes by these rules").waitFor();

  // Only the fields of the chosen kind are there.
  const fields = ["column", "min", "max", "percent", "pattern", "values"];
  const shown = async () => {
    const visible = await Promise.all(fields.map((name) => page.locator(`.new-check [name=${name}]`).isVisible()));
    return fields.filter((_, n) => visible[n]).join(" ");
  };
  for (const [kind, expected] of [
    ["not_null", "column"],
    ["range", "column min max"],
    ["pattern", "column pattern"],
    ["row_count", "min max"],
    ["row_count_change", "percent"],
    ["one_of", "column values"],
  ]) {
    await page.selectOption("[name=kind]", kind);
    assert.equal(await shown(), expected, kind);
  }
  await page.selectOption(".new-check [name=column]", "mood");
  await page.fill("[name=values]", "calm\nwild");
  await page.getByRole("button", { name: "Add check" }).click();
  await page.getByText("The next run makes this check").waitFor();
  for (const column of ["id", "litres"]) {
    await page.selectOption("[name=kind]", "unique");
    await page.selectOption(".new-check [name=column]", column);
    await page.getByRole("button", { name: "Add check" }).click();
    await page.locator(".check-list", { hasText: `${column} has no value twice` }).waitFor();
  }
  await page.getByRole("button", { name: "Remove the check litres has no value twice" }).click();
  await page.getByText("Removed.", { exact: true }).waitFor();
  assert.equal(await page.locator(".check-list li").count(), 2);
  await person.shoot("settings-rules");
  alsoVisit("settings-rules", `${TABLE}/settings`);
}

export async function stopped(person, stage) {
  const { page } = person;
  await newer(person, stage, csv(40, "odd"));
  await page.getByRole("heading", { name: "1 of 2 checks failed", exact: false }).waitFor();
  await page.locator(".checks .reason", { hasText: "4 values beside those that are accepted" }).waitFor();
  assert.equal(await page.locator(".checks .scroll tbody tr").count(), 4);
  await person.shoot("run-checks-failed");
  alsoVisit("run-checks-failed", new URL(page.url()).pathname);
  await page.getByRole("button", { name: "Publish anyway" }).click();
  await page.getByText("Published", { exact: true }).first().waitFor();
  await page.getByText("Publish anyway, by ada@example.org").waitFor();
  await person.shoot("run-published-anyway");

  await newer(person, stage, csv(40, "wild").replace("litres", "gallons"));
  await page.getByRole("heading", { name: "Columns that changed" }).waitFor();
  await page.getByRole("button", { name: "Publish anyway" }).waitFor();
  await person.shoot("run-columns-frozen");
  alsoVisit("run-columns-frozen", new URL(page.url()).pathname);
}
