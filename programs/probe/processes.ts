import fs from "node:fs";
import path from "node:path";

import { type Line, print } from "../shared/output";
import type { Proc } from "../shared/proc";
import { serverByArguments, serverByShortName } from "./process-names";

const MAX_LINES = 8;
/** A process that was nobody's is looked at again so many rounds later: a script may have become a server, a number another's. */
const AGAIN = 20;
/** The unit of /proc/PID/stat, the same on all machines Node.js runs on. */
const TICKS_PER_SECOND = 100;
/** Seconds over which ticks tell nothing: a server that was found in this very round was looked at a moment ago. */
const SHORTEST = 0.1;

/** A model server's process. */
interface Server {
  name: string;
  /** Moment of its start, and its short name: with another it is another program. */
  identity: string;
  /** Processor time when last looked. */
  ticks: number;
  /** When that was, by performance.now(). */
  at: number;
}

/** Says what Ollama, its runners and other model servers use, by process: the largest eight. */
export class Processes {
  private readonly servers = new Map<number, Server>();
  /** Those that are none, with the round in which each was first seen. */
  private readonly others = new Map<number, number>();
  /** Those whose command line has been asked for. */
  private readonly asked: number[] = [];
  private asking = false;
  private round = 0;

  /** @param proc the host's /proc */
  constructor(private readonly proc: Proc) {}

  /** @throws where processes cannot be seen */
  async probe(): Promise<void> {
    this.round++;
    const there = new Set(fs.readdirSync(this.proc.folder).map(Number).filter(Number.isInteger));
    if (!there.has(1) || this.proc.read("1/comm") === undefined)
      throw new Error("the host hides its processes (no process 1 in its /proc; hidepid?)");
    for (const known of [this.servers, this.others])
      for (const pid of known.keys()) if (!there.has(pid)) known.delete(pid);
    for (const pid of there) if (!this.servers.has(pid) && this.isDue(pid)) this.classify(pid);
    const lines = [...this.servers.keys()].flatMap((pid) => this.line(pid) ?? []);
    lines.sort((a, b) => (b.memory ?? 0) - (a.memory ?? 0));
    if (lines.length > 0) print(...lines.slice(0, MAX_LINES));
    return Promise.resolve();
  }

  /** Twice when it is new, since between fork and exec it has its parent's name; then one in so many a round. */
  private isDue(pid: number): boolean {
    const since = this.others.get(pid);
    return since === undefined || since === this.round - 1 || pid % AGAIN === this.round % AGAIN;
  }

  private classify(pid: number): void {
    if (!this.others.has(pid)) this.others.set(pid, this.round);
    const name = serverByShortName(this.proc.read(`${pid}/comm`)?.trim() ?? "");
    if (name === "ask") this.ask(pid);
    else if (name) this.found(pid, name);
  }

  /**
   * One after the other, and nobody waits: the system lets whoever reads a command line wait for the process, and one that
   * hangs in a driver would take the probe with it.
   */
  private ask(pid: number): void {
    if (!this.asked.includes(pid)) this.asked.push(pid);
    if (this.asking) return;
    this.asking = true;
    void this.askAll().finally(() => (this.asking = false));
  }

  private async askAll(): Promise<void> {
    for (let pid = this.asked[0]; pid !== undefined; pid = this.asked[0]) {
      const file = path.join(this.proc.folder, `${pid}/cmdline`);
      const text = await fs.promises.readFile(file, "utf8").catch(() => "");
      const name = serverByArguments(text.split("\0"));
      if (name) this.found(pid, name);
      this.asked.shift();
    }
  }

  private found(pid: number, name: string): void {
    const stat = this.stat(pid);
    if (!stat) return;
    this.servers.set(pid, { name, ...stat });
    this.others.delete(pid);
  }

  /** undefined: it has gone, or has become another. */
  private line(pid: number): (Line & { memory?: number }) | undefined {
    const last = this.servers.get(pid);
    const now = this.stat(pid);
    if (!last || now?.identity !== last.identity) {
      this.servers.delete(pid);
      if (now) this.classify(pid);
      return undefined;
    }
    this.servers.set(pid, { ...last, ...now });
    const seconds = (now.at - last.at) / 1000;
    const cpu = (now.ticks - last.ticks) / TICKS_PER_SECOND / seconds;
    const kilobytes = /^VmRSS:\s*(\d+) kB/m.exec(this.proc.read(`${pid}/status`) ?? "")?.[1];
    return {
      probe: "process",
      process: last.name,
      pid,
      cpu: seconds >= SHORTEST ? Math.round(cpu * 1000) / 1000 : undefined,
      memory: kilobytes ? Number(kilobytes) * 1024 : undefined,
    };
  }

  private stat(pid: number): Omit<Server, "name"> | undefined {
    const text = this.proc.read(`${pid}/stat`);
    if (!text) return undefined;
    // The name may hold blanks and brackets.
    const end = text.lastIndexOf(")");
    const fields = text.slice(end + 2).split(" ");
    const [user, system, started] = [fields[11], fields[12], fields[19]];
    return {
      identity: `${started} ${text.slice(text.indexOf("("), end)}`,
      ticks: Number(user) + Number(system),
      at: performance.now(),
    };
  }
}
