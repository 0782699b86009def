import * as fs from "node:fs";
import * as path from "node:path";

import type { Agent } from "../../../components/config/schema";
import { service } from "../stand/journald";
import { until } from "../stand/until";
import { lastWords, saidOfSources, type SourceLine } from "./collector-says";
import type { Count } from "./count";
import { countSettled } from "./count-settled";
import { docker } from "./docker";
import { FileWriter } from "./file-writer";
import { images } from "./images";
import { JournalWriter } from "./journal-writer";
import type { LokiReader } from "./loki-reader";
import { Pair, type PairOptions } from "./pair";
import { agentProcess, firstProcess, type Memory, memoryOf, shareOf } from "./usage";
import { ended, feed, type Writer } from "./writers";

/** What a bench may have otherwise than by default. */
export interface BenchOptions extends PairOptions {
  /** Puts files there before the collector starts for the first time. */
  prepare?: (on: Bench) => Promise<void> | void;
}

/**
 * Numbered lines into a Loki and a collector, and out again: these two are what loses or repeats lines, and one such pair
 * a fault lets faults run side by side.
 */
export class Bench {
  private readonly pair: Pair;
  private readonly writers: Writer[] = [];

  private constructor(private readonly options: BenchOptions) {
    this.pair = new Pair(options);
  }

  static async start(agent: Agent, options: BenchOptions = {}): Promise<Bench> {
    const bench = new Bench(options);
    try {
      await bench.create(agent);
    } catch (error) {
      await bench.dispose();
      throw error;
    }
    return bench;
  }

  private async create(agent: Agent): Promise<void> {
    await this.pair.create(agent);
    await this.options.prepare?.(this);
    await this.pair.startCollector(agent);
    await this.pair.lokiReady();
  }

  /** Its Loki. */
  get loki(): LokiReader {
    return this.pair.loki;
  }

  /** Name of one of the pair's containers. */
  name(role: "collector" | "loki" | "proxy"): string {
    return this.pair.name(role);
  }

  /** Path of a log file the collector watches. */
  file(name: string): string {
    return path.join(this.pair.logs, `${name}.log`);
  }

  /** A command on one of the pair's containers: `docker restart collector`. */
  async container(role: "collector" | "loki" | "proxy", ...command: string[]): Promise<void> {
    await docker(...command, this.pair.name(role));
  }

  /** Puts the other agent in the collector's place, with its volume, as `up` does. */
  async switchTo(agent: Agent): Promise<void> {
    await this.container("collector", "stop", "-t", "30");
    await this.container("collector", "rm");
    await this.pair.startCollector(agent);
  }

  async startLoki(): Promise<void> {
    await this.container("loki", "start");
    await this.pair.lokiReady();
  }

  /** A container that the collector takes for a web UI, running a shell script; its folder /state outlives it. */
  async web(name: string, script: string, ...options: string[]): Promise<string> {
    const state = this.state(name);
    fs.mkdirSync(state, { recursive: true });
    const command = [images.writer, "sh", "-c", script];
    await this.pair.run(`web-${name}`, { options: ["-v", `${state}:/state`, ...options], command }, "none");
    return this.pair.name(`web-${name}`);
  }

  /** The folder on this host that a web container knows as /state. */
  state(name: string): string {
    return path.join(this.pair.folder, "state", name);
  }

  /** Writes a log file from here on; by default the one named after the fault. */
  write(fault: string, perSecond = 100): FileWriter {
    const writer = new FileWriter(this.file(fault), fault, perSecond);
    this.writers.push(writer);
    return writer;
  }

  /** Writes as a unit's service whose output journald keeps. */
  writeJournal(fault: string, unit: string, perSecond = 100): JournalWriter {
    const child = feed("docker", "exec", "-i", this.pair.name("journald"), ...service(unit));
    const writer = new JournalWriter(child, fault, perSecond);
    this.writers.push(writer);
    return writer;
  }

  /** Lets a unit's service write a text; resolves when journald has it. */
  async say(unit: string, text: string): Promise<void> {
    const child = feed("docker", "exec", "-i", this.pair.name("journald"), ...service(unit));
    child.stdin?.write(text);
    await ended(child);
  }

  /** Waits until Loki has at least so many entries of a fault. */
  async arrived(fault: string, least: number): Promise<void> {
    try {
      await until(
        `${least} lines of ${fault}`,
        async () => (await this.loki.total(fault)) >= least,
        120_000,
        500,
      );
    } catch (error) {
      const log = await lastWords(this.pair.name("collector"));
      throw new Error(`${(error as Error).message}\nThe collector says:\n${log}`, { cause: error });
    }
  }

  /** Waits until all that is written by now has arrived, and returns how much that is. */
  async caughtUp(fault: string, writer: Writer): Promise<number> {
    const written = writer.written();
    await this.arrived(fault, written);
    return written;
  }

  /** Counts a fault's lines once nothing more comes. */
  async count(fault: string, written: number): Promise<Count> {
    return countSettled(this.loki, fault, written);
  }

  /** The collector's memory. */
  async memory(): Promise<Memory> {
    return memoryOf(this.pair.name("collector"));
  }

  /** The number on this machine of the process that does a container's work. */
  async pid(role: "collector" | "loki" | "proxy"): Promise<number> {
    return role === "loki" ? firstProcess(this.pair.name(role)) : agentProcess(this.pair.name(role));
  }

  /** How much of its memory limit a container takes, in percent. */
  async share(role: "collector" | "loki" | "proxy"): Promise<number> {
    return shareOf(this.pair.name(role));
  }

  /** What a command inside the collector's container prints. */
  async inCollector(script: string): Promise<string> {
    return docker("exec", this.pair.name("collector"), "bash", "-c", script);
  }

  /** What the collector said about files whose end it has not read. */
  async said(): Promise<SourceLine[]> {
    return saidOfSources(this.pair.name("collector"));
  }

  async dispose(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.finish()));
    await this.pair.dispose();
  }
}
