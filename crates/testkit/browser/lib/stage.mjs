// The formation and the origin server that the browser walks on: the program browser-stage of this crate.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

const folder = process.env.ROWMILL_BIN_DIR ?? new URL("../../../../target/release", import.meta.url).pathname;

export class Stage {
  #child;
  #ended;

  static async start() {
    const stage = new Stage();
    stage.#child = spawn(`${folder}/browser-stage`, { stdio: ["pipe", "pipe", "inherit"] });
    stage.#ended = new Promise((resolve) => {
      stage.#child.on("error", (error) => resolve(error.message));
      stage.#child.on("exit", (code, signal) => resolve(signal ?? code));
    });
    const line = new Promise((resolve) => createInterface({ input: stage.#child.stdout }).once("line", resolve));
    const failed = stage.#ended.then((how) => {
      throw new Error(`the stage was not set: ${how}; run scripts/test browser`);
    });
    failed.catch(() => {});
    Object.assign(stage, JSON.parse(await Promise.race([line, failed])));
    return stage;
  }

  /** Takes everything down; fails when a process logged a warning. */
  async end() {
    this.#child.stdin.end();
    const how = await this.#ended;
    if (how !== 0) throw new Error(`the stage ended with ${how}`);
  }
}
