// Chromium, and persons who use it.
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// CommonJS resolution, because it honours NODE_PATH.
const require = createRequire(import.meta.url);

/** How long an element may take to appear, in milliseconds. */
const PATIENCE = 20_000;

export class Browser {
  #browser;
  #profile;
  #folder;

  static async start(folder) {
    const executablePath = process.env.CHROMIUM;
    if (!executablePath) throw new Error("CHROMIUM is not set: run scripts/test browser");
    const { chromium } = require(process.env.PLAYWRIGHT ?? "playwright-core");
    const browser = new Browser();
    browser.#folder = folder;
    browser.#profile = mkdtempSync(join(tmpdir(), "rowmill-browser."));
    browser.#browser = await chromium.launch({
      executablePath,
      headless: true,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
      env: { ...process.env, HOME: browser.#profile },
    });
    return browser;
  }

  /** Somebody new, or with the cookies of `signedInAs`. */
  async open({ width, scheme = "light", javaScript = true, signedInAs }) {
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      javaScriptEnabled: javaScript,
      reducedMotion: "reduce",
      storageState: signedInAs && (await signedInAs.context.storageState()),
    });
    context.setDefaultTimeout(PATIENCE);
    return new Person(context, await context.newPage(), `${width}-${scheme}${javaScript ? "" : "-plain"}`, this.#folder);
  }

  async close() {
    await this.#browser.close();
    rmSync(this.#profile, { recursive: true, force: true });
  }
}

export class Person {
  #troubles = [];

  constructor(context, page, name, folder) {
    Object.assign(this, { context, page, name, folder });
    page.on("console", (message) => {
      if (message.type() === "error") this.#note(`console: ${message.text()} (${message.location().url})`);
    });
    page.on("pageerror", (error) => this.#note(`script: ${error.message}`));
    page.on("dialog", async (dialog) => {
      this.#note(`dialog: ${dialog.message()}`);
      await dialog.dismiss();
    });
    // Reports go to the console, whose errors count.
    page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (report) =>
        console.error(`content security policy: ${report.violatedDirective} ${report.blockedURI}`),
      );
    });
  }

  #note(trouble) {
    this.#troubles.push(`${trouble} at ${this.page.url()}`);
  }

  async go(url) {
    const answer = await this.page.goto(url);
    if (answer && answer.status() >= 400) throw new Error(`${url} answers ${answer.status()}`);
    await this.look();
  }

  /** Takes an answer of this status for what was meant: the browser reports it as an error. */
  expected(status) {
    this.#troubles = this.#troubles.filter((trouble) => !trouble.includes(`responded with a status of ${status}`));
  }

  /** Fails on whatever went wrong since the last look, and on a page that is wider than its window. */
  async look() {
    const troubles = this.#troubles.splice(0);
    if (troubles.length > 0) throw new Error(troubles.join("\n"));
    const [content, window] = await this.page.evaluate(() => {
      const root = document.scrollingElement;
      return [root.scrollWidth, root.clientWidth];
    });
    if (content > window) throw new Error(`${this.page.url()} is ${content} px wide in a window of ${window}`);
  }

  async shoot(name) {
    await this.look();
    await this.page.screenshot({ path: join(this.folder, `${name}-${this.name}.png`), fullPage: true });
  }

  async close() {
    await this.context.close();
  }
}

/** axe-core's script; `undefined` where it is not installed. */
export function axe() {
  try {
    return require(process.env.AXE ?? "axe-core").source;
  } catch {
    return undefined;
  }
}
