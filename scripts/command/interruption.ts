import { Failure } from "./fail";
import { here } from "./stack-name";

/** Variable set for an `up` that is part of an upgrade, which goes back by itself, and further than `up` can. */
export const inUpgrade = "DEEPCHAT_OBSERVABILITY_UPGRADING";
/** Whether this is such an `up`. */
export const upgrading = process.env[inUpgrade] === "1";

/**
 * Ctrl-C during a command that changes something. While Pulumi runs, it gets the signal too and ends in good order, which
 * is waited for; at any other time the command ends at once. Nothing is started after it.
 */
class Interruption {
  private watching?: { command: string; stack: string };
  private count = 0;
  /** So many things are waited for, one inside another. */
  private busy = 0;

  /** From now on a signal is told as an interruption of this command. */
  watch(command: string, stack: string): void {
    if (!this.watching) process.on("SIGINT", () => this.signal());
    // An upgrade has others' commands run: it is what a person interrupts.
    if (this.watching?.command !== "upgrade") this.watching = { command, stack };
  }

  get happened(): boolean {
    return this.count > 0;
  }

  /** Waits for what ends in good order by itself. */
  async during<T>(work: Promise<T>): Promise<T> {
    this.busy++;
    try {
      return await work;
    } finally {
      this.busy--;
    }
  }

  /** @throws Failure when there was one: what comes next is not to begin */
  refuse(): void {
    if (this.happened) throw this.failure();
  }

  failure(): Failure {
    const { command, stack } = this.watching ?? { command: "up", stack: "" };
    if (upgrading) return new Failure("Ended by the upgrade.", 130);
    const on = command === "destroy" ? "destroy" : "up";
    const text =
      command === "preview"
        ? "Interrupted. Nothing was changed."
        : command === "upgrade"
          ? cutOff
          : command === "adopt"
            ? "Interrupted"
            : `Interrupted. What was done is known; \`npm run ${on}\` goes on from there.`;
    return new Failure(stack ? here(text, stack) : text, 130);
  }

  private signal(): void {
    this.count++;
    if (this.busy === 0) {
      const { message, code } = this.failure();
      console.error(`\n${message}`);
      process.exit(code);
    }
    // The upgrade tells it.
    if (upgrading) return;
    if (this.count === 1)
      console.error("\nEnding in good order; press Ctrl-C again to cut off what is going on.");
    else if (this.count === 2) console.error("\nCutting off what is going on.");
  }
}

const cutOff =
  "Interrupted. What was done is known: `npm run upgrade` goes on from there, `npm run upgrade -- --back` goes back to what ran before.";

/** A process has one terminal. */
export const interruption = new Interruption();
