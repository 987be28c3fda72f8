// Runs named checks one after the other and counts them.

/** A walk takes at most this long, in milliseconds. */
const PATIENCE = 90_000;

export class Checks {
  #passed = 0;
  #failed = 0;
  #ignored = 0;

  /** A check that returns a text was not made, for that reason. */
  async run(name, check) {
    const began = Date.now();
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error(`not done after ${PATIENCE} ms`)), PATIENCE);
    });
    try {
      const reason = await Promise.race([check(), late]);
      if (typeof reason === "string") {
        this.#ignored += 1;
        console.log(`check ${name} ... ignored: ${reason}`);
      } else {
        this.#passed += 1;
        console.log(`check ${name} ... ok (${Date.now() - began} ms)`);
      }
    } catch (error) {
      this.#failed += 1;
      console.log(`check ${name} ... FAILED\n${error.stack}`);
    } finally {
      clearTimeout(timer);
    }
  }

  /** The line that scripts/test sums up; the exit code. */
  finish() {
    const word = this.#failed === 0 ? "ok" : "FAILED";
    console.log(`browser result: ${word}. ${this.#passed} passed; ${this.#failed} failed; ${this.#ignored} ignored`);
    return this.#failed === 0 ? 0 : 1;
  }
}
