import { type ChildProcess, spawn } from "node:child_process";

/** A web UI's line; it names no time, so that Loki cannot tell a line read again from a new one. */
export function line(fault: string, n: number): string {
  return `level=info msg=chat method=POST path=/chat status=200 duration=${n}ms fault=${fault} n=${n} end\n`;
}

/** Something that writes numbered lines until told to finish. */
export interface Writer {
  written: () => number;
  /** Waits until so many more lines are written. */
  more: (lines: number) => Promise<void>;
  /** Returns how many lines there are. */
  finish: () => Promise<number>;
}

/** Starts a program that takes its input from here. */
export function feed(program: string, ...args: string[]): ChildProcess {
  const child = spawn(program, args, { stdio: ["pipe", "inherit", "inherit"] });
  // Whoever counts the lines finds out when it has gone.
  child.stdin?.on("error", () => undefined);
  return child;
}

/** Ends a program's input and waits for its end. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  child.stdin?.end();
  await closed;
}

/** The shell command that writes such a line; without a number it is the shell's $n. */
export function echo(fault: string, n?: number): string {
  const number = n ?? "${n}";
  return `echo "level=info msg=chat method=POST path=/chat status=200 duration=${number}ms fault=${fault} n=${number} end"`;
}
