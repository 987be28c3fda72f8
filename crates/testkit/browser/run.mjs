// Walks the main job in a headless Chromium: with JavaScript and without, wide and narrow, light and dark.
//
//   node crates/testkit/browser/run.mjs [FOLDER]
//
// Screenshots go to FOLDER (target/browser). Reads CHROMIUM, PLAYWRIGHT or NODE_PATH, ROWMILL_BIN_DIR and the TEST_*
// variables that scripts/test sets, and AXE, the path of axe-core, where it is installed. A console error, a report of the content security policy, a dialog, or a page wider
// than its window fails the check it happens in.
import { mkdirSync } from "node:fs";
import { resolve } from "node:path";
import { Browser } from "./lib/browser.mjs";
import { Checks } from "./lib/checks.mjs";
import { Stage } from "./lib/stage.mjs";
import * as overrule from "./lib/overrule.mjs";
import * as rules from "./lib/rules.mjs";
import * as walk from "./lib/walk.mjs";

const folder = resolve(process.argv[2] ?? new URL("../../../target/browser", import.meta.url).pathname);
mkdirSync(folder, { recursive: true });

const checks = new Checks();
const stage = await Stage.start();
const browser = await Browser.start(folder);
try {
  const person = await browser.open({ width: 1280 });
  await checks.run("the one-time link makes the first administrator", () => walk.signUp(person, stage));
  await checks.run("a URL is previewed, created and followed live", () => walk.createFromUrl(person, stage));
  await checks.run("another web process shows the same page", () => walk.elsewhere(person, stage));
  await checks.run("a table is sorted and paged", () => walk.sortAndPage(person, stage));
  await checks.run("a file is chosen and becomes a table", () => walk.upload(person, stage));
  await checks.run("a newer file makes a past that can be looked at", () => walk.history(person, stage));
  await checks.run("a file is dropped and becomes a preview", () => walk.drop(person, stage));
  await checks.run("a source that is gone is explained", () => walk.gone(person, stage));
  await checks.run("hostile cells are text", () => walk.hostile(person, stage));
  await checks.run("the run page reports the run", () => walk.runReport(person, stage));
  await checks.run("another sheet of a workbook is chosen", () => overrule.sheets(person, stage));
  await checks.run("a file of an archive is chosen", () => overrule.archives(person, stage));
  await checks.run("another place in JSON is chosen", () => overrule.places(person, stage));
  await checks.run("types and delimiters are overruled", () => overrule.types(person, stage));
  await checks.run("the rules of a table are set", () => rules.settings(person, stage));
  await checks.run("a file that meets the rules is stopped and published anyway", () => rules.stopped(person, stage));
  for (const width of [1280, 390]) {
    for (const scheme of ["light", "dark"]) {
      const reader = await browser.open({ width, scheme, signedInAs: person });
      await checks.run(`every page at ${width} px, ${scheme}`, () => walk.everyPage(reader, stage));
      await checks.run(`accessibility at ${width} px, ${scheme}`, () => walk.accessible(reader, stage));
      await reader.close();
    }
  }
  await person.close();
  const plain = await browser.open({ width: 1280, javaScript: false });
  await checks.run("the main job works without JavaScript", () => walk.withoutJavaScript(plain, stage));
  await plain.close();
} finally {
  await browser.close();
  await checks.run("no process warned", () => stage.end());
}
console.log(`screenshots are in ${folder}`);
process.exitCode = checks.finish();
