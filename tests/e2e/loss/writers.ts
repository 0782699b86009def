import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { until } from "../stand/until";
import type { Bench } from "./loss";

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

/** Writes so many lines a second, fifty times a second. */
abstract class SteadyWriter implements Writer {
  private n = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly begun = Date.now();

  constructor(
    private readonly fault: string,
    private readonly perSecond: number,
  ) {
    this.timer = setInterval(() => this.write(), 20);
  }

  protected abstract put(text: string): void;

  written = (): number => this.n;

  async more(lines: number): Promise<void> {
    const goal = this.n + lines;
    await until(`${goal} lines written`, () => this.n >= goal, 120_000, 20);
  }

  finish(): Promise<number> {
    clearInterval(this.timer);
    return Promise.resolve(this.n);
  }

  private write(): void {
    let text = "";
    while (this.n < ((Date.now() - this.begun) / 1000) * this.perSecond) text += line(this.fault, ++this.n);
    this.put(text);
  }
}

/** Writes a log file; every line goes to what the path names at that moment, as after a reopen. */
export class FileWriter extends SteadyWriter {
  constructor(
    private readonly file: string,
    fault: string,
    perSecond: number,
  ) {
    super(fault, perSecond);
  }

  protected put(text: string): void {
    fs.appendFileSync(this.file, text);
  }
}

/** Writes the stdout of a service that journald keeps. */
export class JournalWriter extends SteadyWriter {
  constructor(
    private readonly service: ChildProcess,
    fault: string,
    perSecond: number,
  ) {
    super(fault, perSecond);
  }

  protected put(text: string): void {
    this.service.stdin?.write(text);
  }

  override async finish(): Promise<number> {
    const written = await super.finish();
    await ended(this.service);
    return written;
  }
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

/** Writes a container's log, in ten rounds a second. The count is kept outside the container, and lives on in its successor. */
export class ContainerWriter implements Writer {
  private constructor(
    private readonly bench: Bench,
    private readonly fault: string,
    readonly container: string,
  ) {}

  static async start(bench: Bench, fault: string, perSecond = 100): Promise<ContainerWriter> {
    const script = `
      trap 'end=1' TERM
      n=$(cat /state/n 2>/dev/null || echo 0)
      while [ -z "$end" ]; do
        if [ ! -e /state/finish ]; then
          for _ in $(seq ${perSecond / 10}); do n=$((n + 1)); ${echo(fault)}; done
          echo $n >/state/n
        fi
        sleep 0.1
      done`;
    return new ContainerWriter(bench, fault, await bench.web(fault, script));
  }

  written = (): number => {
    const file = path.join(this.bench.state(this.fault), "n");
    return fs.existsSync(file) ? Number(fs.readFileSync(file, "utf8")) : 0;
  };

  async more(lines: number): Promise<void> {
    const goal = this.written() + lines;
    await until(`${goal} lines written`, () => this.written() >= goal, 120_000, 50);
  }

  /** The container stays, silent. */
  async finish(): Promise<number> {
    fs.writeFileSync(path.join(this.bench.state(this.fault), "finish"), "");
    let last = -1;
    return until(
      "the container is silent",
      () => {
        const before = last;
        last = this.written();
        return last === before && last;
      },
      10_000,
      500,
    );
  }
}

/** The shell command that writes such a line; without a number it is the shell's $n. */
export function echo(fault: string, n?: number): string {
  const number = n ?? "${n}";
  return `echo "level=info msg=chat method=POST path=/chat status=200 duration=${number}ms fault=${fault} n=${number} end"`;
}
