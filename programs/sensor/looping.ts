import { type ChildProcess, spawn } from "node:child_process";

import { clip } from "../shared/text";

/** How a program that was to go on for ever ended. */
export interface End {
  /** undefined: by a signal. */
  code?: number;
  /** What it wrote that was no row: both streams, one after the other. */
  said: string;
}

export interface Watched {
  /** Program and arguments, asked for anew at each start; undefined: not now, and somebody calls `start` again. */
  command: () => [string, ...string[]] | undefined;
  /** Takes a line. @returns whether it was one that was waited for */
  line: (text: string) => boolean;
  /** It ended by itself. @returns whether to start again at once: something else is asked for */
  ended: (end: End) => boolean;
  /** It wrote no row for too long and was killed; it may still be there. @param said what it wrote instead */
  hung?: (said: string) => void;
  /** So long without a line means that it hangs, in milliseconds. @default it may be silent */
  patience?: number;
  /** Milliseconds until the first new start; four times as long at most. */
  pause: number;
}

/** One program that runs all the time and writes lines: never two of it, since one that hangs in the kernel stays. */
export class Looping {
  private child?: ChildProcess;
  private silence?: NodeJS.Timeout;
  private pausing?: NodeJS.Timeout;
  private failures = 0;
  private said = "";
  private killed = false;
  private renewed = false;

  constructor(private readonly watched: Watched) {}

  /** Starts it, unless it runs or waits for its start. */
  start(): void {
    const command = this.child || this.pausing ? undefined : this.watched.command();
    if (!command) return;
    const [program, ...args] = command;
    this.said = "";
    this.killed = false;
    // Half a sentence is worth keeping, a flood is not.
    const note = (text: string) => (this.said = `${this.said}${text}\n`.slice(0, 2000));
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NODE_OPTIONS: "" },
    });
    this.child = child;
    this.wait();
    let rest = "";
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      const lines = `${rest}${chunk}`.slice(-64_000).split(/\r?\n/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        if (!this.watched.line(line)) note(line);
        else {
          this.failures = 0;
          this.wait();
        }
      }
    });
    child.stderr.setEncoding("utf8").on("data", note);
    child.on("error", (error) => note(clip(error.message)));
    child.on("close", (code) =>
      this.ended(child, { code: codeOf(child, code), said: `${this.said}${rest}`.trim() }),
    );
  }

  /** Ends it and starts it anew, with the command as it is then; one that waits for its start is left alone. */
  restart(): void {
    this.renewed = this.child?.kill() ?? false;
  }

  /** Whether it runs. */
  get running(): boolean {
    return this.child !== undefined;
  }

  private ended(child: ChildProcess, end: End): void {
    if (child !== this.child) return;
    this.child = undefined;
    clearTimeout(this.silence);
    const renewed = this.renewed && !this.killed;
    this.renewed = false;
    if (renewed || (!this.killed && this.watched.ended(end))) {
      this.start();
      return;
    }
    const pause = this.watched.pause * Math.min(4, 2 ** this.failures);
    this.pausing = setTimeout(() => {
      this.pausing = undefined;
      this.start();
    }, pause);
    this.failures++;
  }

  private wait(): void {
    const { patience, hung } = this.watched;
    if (!patience) return;
    clearTimeout(this.silence);
    this.silence = setTimeout(() => {
      this.killed = true;
      this.child?.kill("SIGKILL");
      hung?.(this.said.trim());
    }, patience);
  }
}

/** A program that is not there has a negative one. */
function codeOf(child: ChildProcess, code: number | null): number | undefined {
  if (code === null) return undefined;
  return code < 0 || child.pid === undefined ? 127 : code;
}
