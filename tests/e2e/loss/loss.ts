import { execFile } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { parse } from "yaml";

import type { Sources } from "../../../components/config/schema";
import {
  agents,
  collectorEnvironment,
  entrypoint,
  entrypointFiles,
} from "../../../components/containers/collector";
import { renderCollectorConfig } from "../../../components/containers/collector-file/render";
import { renderLokiConfig } from "../../../components/containers/loki";
import { goRuntime } from "../../../components/containers/service";
import { readAsset } from "../../../components/shared/assets";
import { dockerLabels } from "../../../components/shared/naming";
import { root } from "../../../scripts/offline/project";
import { journald, journalExists, machineId, service } from "../stand/journald";
import { until } from "../stand/until";
import { FileWriter } from "./file-writer";
import { JournalWriter } from "./journal-writer";
import { LokiReader } from "./loki-reader";
import { ended, feed, type Writer } from "./writers";

export type Agent = "promtail" | "alloy";

/** Different lines written, different lines in Loki, and how many entries repeat one that is there already. */
export interface Count {
  in: number;
  out: number;
  twice: number;
  /** Numbers of the lines that are not there, and of those that are repeated. */
  lost: number[];
  again: number[];
}

/** First and last number of some lines. */
export type Span = [from: number, to: number];

export interface Outcome extends Count {
  /** Lines that something happened to: none but these may be lost or repeated. @default none */
  atRisk?: Span[];
  /** Those that may be repeated, if they are others. @default atRisk */
  twiceAtRisk?: Span[];
}

/** The number in a line. */
export function numberOf({ line }: { line: string }): number {
  return Number(/\bn=(\d+)/.exec(line)?.[1]);
}

/** The figures alone. */
export function figures({ in: written, out, twice }: Count): Pick<Count, "in" | "out" | "twice"> {
  return { in: written, out, twice };
}

const settings = (
  parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as {
    config: Record<string, { default: unknown }>;
  }
).config;
const setting = (key: string): string => String(settings[key]?.default);

/** The images a stack has by default. */
export const images = {
  loki: setting("lokiImage"),
  promtail: setting("promtailImage"),
  alloy: setting("alloyImage"),
  writer: setting("probeImage"),
};

const configFile = "/etc/promtail/config.yaml";

/** What a bench may have otherwise than by default. */
export interface BenchOptions {
  /** What to read of a real journal; none: there is no journal. */
  units?: string[];
  /** How a file's times without a zone are read. */
  timeZone?: Sources["timeZone"];
  /** Puts files there before the collector starts for the first time. */
  prepare?: (on: Bench) => Promise<void> | void;
}

/** Runs docker without stopping this process: writers go on meanwhile. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
}

/** What the collector says of a file it reads. */
export interface SourceLine {
  filename: string;
  /** Bytes. */
  behind: number;
  left_out: number;
  history: 0 | 1;
  undated: 0 | 1;
  /** Where they are counted though they may be old: from when to when. */
  mark?: "begin" | "on" | "end";
  from?: string;
  to?: string;
}

/**
 * Loki and a collector as a stack has them (rendered configuration, limits, volumes), started by docker alone: these
 * two are what loses or repeats lines, and one such pair a fault lets faults run side by side. All names are random,
 * and the collector reads nothing but this bench's files and containers.
 */
export class Bench {
  readonly id = crypto.randomBytes(3).toString("hex");
  private readonly prefix = `loss-${this.id}`;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "loss-"));
  private readonly logs = path.join(this.folder, "logs");
  private readonly started: string[] = [];
  private readonly writers: Writer[] = [];
  private readonly journal = path.join(this.folder, "journal");
  private readonly machineId = machineId(this.folder);
  readonly loki = new LokiReader();

  private constructor(private readonly options: BenchOptions) {}

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
    fs.mkdirSync(this.logs);
    const { units = [], prepare } = this.options;
    fs.writeFileSync(
      path.join(this.folder, "loki.yaml"),
      renderLokiConfig(readAsset("loki/config.yaml"), { retention: 14 * 86_400 }),
    );
    fs.writeFileSync(
      path.join(this.folder, "collector.yaml"),
      renderCollectorConfig({
        host: "loss",
        stack: this.prefix,
        pushUrl: "http://loki:3100/loki/api/v1/push",
        webuiLogPaths: [path.join(this.logs, "*.log")],
        ollamaLogPaths: [],
        journaldUnits: units,
        webuiContainers: [`${this.prefix}-web`],
        ollamaContainers: [],
      }),
    );
    await docker("network", "create", this.prefix);
    await this.run(
      "loki",
      [
        ...limits("lokiMemory"),
        ...["--network-alias", "loki", "-p", "127.0.0.1::3100", "-v", `${this.prefix}-loki:/loki`],
        ...["-v", `${this.folder}/loki.yaml:/etc/loki/deepchat.yaml:ro`],
      ],
      [images.loki, "-config.file=/etc/loki/deepchat.yaml"],
    );
    if (units.length > 0) {
      await this.run("journald", [], journald(this.journal, this.machineId, images[agent]));
      // A collector finds only a journal that is there when it starts.
      await journalExists(this.journal, this.machineId);
    }
    await prepare?.(this);
    await this.runCollector(agent);
    await this.lokiReady();
  }

  private async runCollector(agent: Agent): Promise<void> {
    const environment = collectorEnvironment({
      agent,
      lokiUrl: "http://loki:3100",
      sources: {
        webuiLogFiles: [path.join(this.logs, "*.log")],
        ollamaLogFiles: [],
        history: Number(setting("logHistory")),
        timeZone: this.options.timeZone,
      },
    });
    await this.run(
      "collector",
      [
        ...limits("collectorMemory"),
        ...Object.entries(environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]),
        ...entrypointFiles.flatMap((file) => [
          ...["-v", `${root}/assets/promtail/${file}:/etc/promtail/${file}:ro`],
        ]),
        ...["--entrypoint", entrypoint],
        ...["--cap-add", "DAC_READ_SEARCH", "-v", `${this.prefix}-collector:/var/lib/promtail`],
        ...["-v", `${this.logs}:${this.logs}:ro`, "-v", "/var/run/docker.sock:/var/run/docker.sock:ro"],
        ...["-v", `${this.folder}/collector.yaml:${configFile}:ro`],
        ...["-v", `${this.journal}:/run/log/journal:ro`, "-v", `${this.machineId}:/etc/machine-id:ro`],
      ],
      [images[agent], ...agents[agent].command],
    );
  }

  private async run(role: string, options: string[], command: string[]): Promise<void> {
    this.started.push(`${this.prefix}-${role}`);
    await docker(
      "run",
      "-d",
      "--name",
      `${this.prefix}-${role}`,
      // As the program labels it: the collector reads what it says itself.
      ...(role === "collector"
        ? ["--label", `${dockerLabels.stack}=${this.prefix}`, "--label", `${dockerLabels.role}=${role}`]
        : []),
      "--network",
      this.prefix,
      ...options,
      ...command,
    );
  }

  /** Path of a log file the collector watches. */
  file(name: string): string {
    return path.join(this.logs, `${name}.log`);
  }

  /** A command on the collector's or Loki's container: `docker restart collector`. */
  async container(role: "collector" | "loki", ...command: string[]): Promise<void> {
    await docker(...command, `${this.prefix}-${role}`);
  }

  /** Puts the other agent in the collector's place, with its volume, as `up` does. */
  async switchTo(agent: Agent): Promise<void> {
    await this.container("collector", "stop", "-t", "30");
    await this.container("collector", "rm");
    await this.runCollector(agent);
  }

  async startLoki(): Promise<void> {
    await this.container("loki", "start");
    await this.lokiReady();
  }

  private async lokiReady(): Promise<void> {
    // A port of Docker's choice changes with every start.
    await this.loki.use(await docker("port", `${this.prefix}-loki`, "3100/tcp"));
  }

  /** A container that the collector takes for a web UI, running a shell script; its folder /state outlives it. */
  async web(name: string, script: string, ...options: string[]): Promise<string> {
    const container = `${this.prefix}-web-${name}`;
    const state = this.state(name);
    fs.mkdirSync(state, { recursive: true });
    this.started.push(container);
    await docker(
      ...["run", "-d", "--name", container, "--network", "none", "-v", `${state}:/state`, ...options],
      ...[images.writer, "sh", "-c", script],
    );
    return container;
  }

  /** The folder on this host that a web container knows as /state. */
  state(name: string): string {
    return path.join(this.folder, "state", name);
  }

  /** Writes a log file from here on; by default the one named after the fault. */
  write(fault: string, perSecond = 100): FileWriter {
    const writer = new FileWriter(this.file(fault), fault, perSecond);
    this.writers.push(writer);
    return writer;
  }

  /** Writes as a unit's service whose output journald keeps. */
  writeJournal(fault: string, unit: string, perSecond = 100): JournalWriter {
    const child = feed("docker", "exec", "-i", `${this.prefix}-journald`, ...service(unit));
    const writer = new JournalWriter(child, fault, perSecond);
    this.writers.push(writer);
    return writer;
  }

  /** Lets a unit's service write a text; resolves when journald has it. */
  async say(unit: string, text: string): Promise<void> {
    const child = feed("docker", "exec", "-i", `${this.prefix}-journald`, ...service(unit));
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
      const log = await this.collectorLog();
      throw new Error(`${(error as Error).message}\nThe collector says:\n${log}`, { cause: error });
    }
  }

  /** Waits until all that is written by now has arrived, and returns how much that is. */
  async caughtUp(fault: string, writer: Writer): Promise<number> {
    const written = writer.written();
    await this.arrived(fault, written);
    return written;
  }

  /**
   * Counts a fault's lines once nothing more comes: a while after all are there, for repetitions; and much later than
   * the collector's longest pause between two attempts when some are missing.
   */
  async count(fault: string, written: number): Promise<Count> {
    let last = -1;
    let since = Date.now();
    await until(
      `no more lines of ${fault}`,
      async () => {
        const total = await this.loki.total(fault);
        if (total !== last) since = Date.now();
        last = total;
        return Date.now() - since > (total >= written ? 8_000 : 30_000);
      },
      300_000,
      1_000,
    );
    const entries = await this.loki.entries(fault);
    const found = new Set<number>();
    const again: number[] = [];
    for (const entry of entries) {
      const n = numberOf(entry);
      if (found.has(n)) again.push(n);
      found.add(n);
    }
    const lost = Array.from({ length: written }, (_, i) => i + 1).filter((n) => !found.has(n));
    return { in: written, out: found.size, twice: again.length, lost, again };
  }

  /** The collector's memory in MiB: what its process holds itself, that with its program file, and what docker stats shows. */
  async memory(): Promise<{ process: number; resident: number; container: number }> {
    const collector = `${this.prefix}-collector`;
    const status = await docker(
      ...["exec", collector, "bash", "-c"],
      // The entrypoint is the first process, the agent its child.
      "grep -lE '^Name:\\s+(promtail|alloy)$' /proc/[0-9]*/status | head -1 | xargs cat",
    );
    const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", collector);
    const [, amount = "", unit] = /^([\d.]+)([KMG])iB/.exec(usage) ?? [];
    const kibibytes = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]);
    return {
      process: Math.round(kibibytes("RssAnon") / 1024),
      resident: Math.round(kibibytes("VmRSS") / 1024),
      container: Math.round(Number(amount) * (unit === "G" ? 1024 : unit === "K" ? 1 / 1024 : 1)),
    };
  }

  /** The number on this machine of the process that does a container's work. */
  async pid(role: "collector" | "loki"): Promise<number> {
    const first = Number(await docker("inspect", "--format", "{{.State.Pid}}", `${this.prefix}-${role}`));
    if (role === "loki" || !fs.existsSync(`/proc/${first}`)) return first;
    const children = fs
      .readFileSync(`/proc/${first}/task/${first}/children`, "utf8")
      .split(" ")
      .filter(Boolean);
    const works = (pid: string) => /promtail|alloy/.test(fs.readFileSync(`/proc/${pid}/comm`, "utf8"));
    return Number(children.find(works) ?? first);
  }

  /** How much of its memory limit a container takes, in percent. */
  async share(role: "collector" | "loki"): Promise<number> {
    return parseFloat(
      await docker("stats", "--no-stream", "--format", "{{.MemPerc}}", `${this.prefix}-${role}`),
    );
  }

  /** What a command inside the collector's container prints. */
  async inCollector(script: string): Promise<string> {
    return docker("exec", `${this.prefix}-collector`, "bash", "-c", script);
  }

  /** What the collector said about files whose end it has not read. */
  async said(): Promise<SourceLine[]> {
    const { stdout } = await promisify(execFile)("docker", ["logs", `${this.prefix}-collector`]);
    return stdout
      .split("\n")
      .filter((line) => line.startsWith('{"probe":"source"'))
      .map((line) => JSON.parse(line) as SourceLine);
  }

  private async collectorLog(): Promise<string> {
    const args = ["logs", "--tail", "20", `${this.prefix}-collector`];
    const { stdout, stderr } = await promisify(execFile)("docker", args);
    return stdout + stderr;
  }

  async dispose(): Promise<void> {
    await Promise.all(this.writers.map((writer) => writer.finish()));
    const attempt = (...args: string[]) => docker(...args).catch(() => "");
    if (this.started[0]) await attempt("rm", "-f", ...new Set(this.started));
    await attempt("volume", "rm", "-f", `${this.prefix}-loki`, `${this.prefix}-collector`);
    await attempt("network", "rm", this.prefix);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

function limits(memory: string): string[] {
  const environment = Object.entries(goRuntime(Number(setting(memory))));
  return [
    ...["--restart", "unless-stopped", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--memory", `${setting(memory)}m`, "--memory-swap", `${setting(memory)}m`],
    ...environment.flatMap(([key, value]) => ["-e", `${key}=${value}`]),
  ];
}
