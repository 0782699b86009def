import { type ChildProcess, spawn } from "node:child_process";

import type { Span } from "../loss/count";
import type { Ended } from "../stand/command";
import type { Stand } from "../stand/stand";
import type { Disks } from "./disks";
import type { Load } from "./load";

/** What a seed breaks. */
export class Scene {
  /** Lines of the file that may come twice, and that a damaged log on disk may have lost. */
  readonly twice: Span[] = [];
  readonly lost: Span[] = [];
  /** What has to have happened before the next seed. */
  readonly afterwards: (() => Promise<unknown>)[] = [];

  constructor(
    readonly stand: Stand,
    readonly disks: Disks | undefined,
    private readonly load: Load,
    /** The stack's configuration as declared. */
    readonly config: Record<string, unknown>,
  ) {}

  container(role: string): string {
    return this.stand.container(role);
  }

  /** From here on what was read lately may be read again: the collector may end, or what it has sent be in doubt. */
  doubt(seconds = 30): void {
    this.twice.push(this.load.since(Date.now(), seconds));
  }

  /** What was stored since so many seconds ago stands in what is damaged, and nowhere else. */
  damaged(seconds: number): void {
    this.lost.push(this.load.since(Date.now(), seconds));
  }

  /** Starts a command in a group of its own, as from a terminal of its own. */
  start(name: string, ...args: string[]): { child: ChildProcess; ended: Promise<Omit<Ended, "pieces">> } {
    const started = Date.now();
    const child = spawn("npm", ["run", "--silent", name, "--", ...args, "--stack", this.stand.stack], {
      ...{ cwd: this.stand.folder, env: this.stand.environment(), detached: true },
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
    const ended = new Promise<Omit<Ended, "pieces">>((resolve) =>
      child.once("exit", (code) =>
        resolve({ code: code ?? 1, output, seconds: (Date.now() - started) / 1000 }),
      ),
    );
    return { child, ended };
  }

  /** Starts a command and ends it, and what it started, after some seconds. */
  async cutOff(seconds: number, signal: NodeJS.Signals, name: string, ...args: string[]): Promise<void> {
    const { child, ended } = this.start(name, ...args);
    const pause = new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
    await Promise.race([pause, ended]);
    if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, signal);
    await ended;
  }
}

export const seconds = (count: number) => new Promise<void>((resolve) => setTimeout(resolve, count * 1000));
