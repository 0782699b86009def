import { execFile } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

import { parse } from "yaml";

import { readAsset } from "../../../components/assets";
import { renderCollectorConfig } from "../../../components/collector-config";
import { renderLokiConfig } from "../../../components/loki";
import { goRuntime } from "../../../components/service";
import { root } from "../../../scripts/support/project";
import { until } from "./until";

export type Agent = "promtail" | "alloy";

/** Different lines written, different lines in Loki, and how many entries repeat one that is there already. */
export interface Count {
  in: number;
  out: number;
  twice: number;
}

/** One entry as Loki returns it. */
export interface Entry {
  at: bigint;
  line: string;
  labels: Record<string, string>;
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

/** As components/collector.ts starts them. */
const commands: Record<Agent, string[]> = {
  promtail: [`-config.file=${configFile}`],
  alloy: [
    "run",
    "--config.format=promtail",
    "--storage.path=/var/lib/promtail/alloy",
    "--server.http.listen-addr=0.0.0.0:12345",
    "--disable-reporting",
    configFile,
  ],
};

/** Runs docker without stopping this process: writers go on meanwhile. */
export async function docker(...args: string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("docker", args, { maxBuffer: 64 * 1024 * 1024 });
  return stdout.trim();
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
  private readonly writers: FileWriter[] = [];
  private url = "";

  static async start(agent: Agent): Promise<Bench> {
    const bench = new Bench();
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
    fs.writeFileSync(
      path.join(this.folder, "loki.yaml"),
      renderLokiConfig(readAsset("loki/config.yaml"), { retention: 14 * 86_400 }),
    );
    fs.writeFileSync(
      path.join(this.folder, "collector.yaml"),
      renderCollectorConfig(readAsset("promtail/config.yaml"), {
        host: "loss",
        stack: this.prefix,
        pushUrl: "http://loki:3100/loki/api/v1/push",
        webuiLogPaths: [path.join(this.logs, "*.log")],
        ollamaLogPaths: [],
        journaldUnits: [],
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
    await this.runCollector(agent);
    await this.lokiReady();
  }

  private async runCollector(agent: Agent): Promise<void> {
    await this.run(
      "collector",
      [
        ...limits("collectorMemory"),
        ...["--cap-add", "DAC_READ_SEARCH", "-v", `${this.prefix}-collector:/var/lib/promtail`],
        ...["-v", `${this.logs}:${this.logs}:ro`, "-v", "/var/run/docker.sock:/var/run/docker.sock:ro"],
        ...["-v", `${this.folder}/collector.yaml:${configFile}:ro`],
      ],
      [images[agent], ...commands[agent]],
    );
  }

  private async run(role: string, options: string[], command: string[]): Promise<void> {
    this.started.push(`${this.prefix}-${role}`);
    await docker(
      "run",
      "-d",
      "--name",
      `${this.prefix}-${role}`,
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
    this.url = `http://${await docker("port", `${this.prefix}-loki`, "3100/tcp")}`;
    await until("Loki is ready", async () => (await fetch(`${this.url}/ready`)).ok);
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

  /** How many entries Loki has of a fault by now. */
  async total(fault: string): Promise<number> {
    const query = `sum(count_over_time(${selector(fault)} [26h]))`;
    const answer = await this.ask<{ value: [number, string] }>("query", {
      query,
      time: String(soon() / 1000),
    });
    return Number(answer[0]?.value[1] ?? 0);
  }

  /** Waits until Loki has at least so many entries of a fault. */
  async arrived(fault: string, least: number): Promise<void> {
    try {
      await until(`${least} lines of ${fault}`, async () => (await this.total(fault)) >= least, 120_000, 500);
    } catch (error) {
      const log = await this.collectorLog();
      throw new Error(`${(error as Error).message}\nThe collector says:\n${log}`, { cause: error });
    }
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
        const total = await this.total(fault);
        if (total !== last) since = Date.now();
        last = total;
        return Date.now() - since > (total >= written ? 8_000 : 30_000);
      },
      300_000,
      1_000,
    );
    const entries = await this.entries(fault);
    const numbers = entries.map(({ line }) => /\bn=(\d+)/.exec(line)?.[1]);
    const different = new Set(numbers);
    return { in: written, out: different.size, twice: numbers.length - different.size };
  }

  /** All entries of a fault, oldest first. */
  async entries(fault: string): Promise<Entry[]> {
    const query = selector(fault);
    const found: Entry[] = [];
    const limit = 5000;
    let start = BigInt(Date.now() - 25 * 3_600_000) * 1_000_000n;
    for (;;) {
      const answer = await this.ask<{ stream: Record<string, string>; values: [string, string][] }>(
        "query_range",
        {
          ...{ query, limit: String(limit), direction: "forward" },
          ...{ start: String(start), end: String(BigInt(soon()) * 1_000_000n) },
        },
      );
      const page = answer.flatMap(({ stream, values }) =>
        values.map(([at, line]) => ({ at: BigInt(at), line, labels: stream })),
      );
      page.sort((a, b) => Number(a.at - b.at));
      const end = page.at(-1)?.at;
      if (page.length < limit || end === undefined || end === page[0]?.at) return [...found, ...page];
      // The last instant may go on in the next page.
      found.push(...page.filter(({ at }) => at < end));
      start = end;
    }
  }

  /** Number of streams there are. */
  async streams(): Promise<number> {
    return (await this.ask("series", { "match[]": '{job=~".+"}' })).length;
  }

  private async ask<T>(path: string, parameters: Record<string, string>): Promise<T[]> {
    const response = await fetch(`${this.url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`);
    if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
    const { data } = (await response.json()) as { data: T[] | { result: T[] } };
    return Array.isArray(data) ? data : data.result;
  }

  /** The collector's memory in MiB: what its process holds itself, and what docker stats shows. */
  async memory(): Promise<{ process: number; container: number }> {
    const collector = `${this.prefix}-collector`;
    const status = await docker("exec", collector, "cat", "/proc/1/status");
    const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", collector);
    const [, amount = "", unit] = /^([\d.]+)([KMG])iB/.exec(usage) ?? [];
    return {
      process: Math.round(Number(/RssAnon:\s+(\d+)/.exec(status)?.[1]) / 1024),
      container: Math.round(Number(amount) * (unit === "G" ? 1024 : unit === "K" ? 1 / 1024 : 1)),
    };
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

function selector(fault: string): string {
  return `{job=~"deepchat-.+"} |= "fault=${fault} "`;
}

/** Beyond the furthest future that Loki accepts. */
function soon(): number {
  return Date.now() + 15 * 60_000;
}

function limits(memory: string): string[] {
  const environment = Object.entries(goRuntime(Number(setting(memory))));
  return [
    ...["--restart", "unless-stopped", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--memory", `${setting(memory)}m`, "--memory-swap", `${setting(memory)}m`],
    ...environment.flatMap(([key, value]) => ["-e", `${key}=${value}`]),
  ];
}

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

/** Writes a log file; every line goes to what the path names at that moment, as after a reopen. */
class FileWriter implements Writer {
  private n = 0;
  private readonly timer: NodeJS.Timeout;
  private readonly begun = Date.now();

  constructor(
    private readonly file: string,
    private readonly fault: string,
    private readonly perSecond: number,
  ) {
    this.timer = setInterval(() => this.write(), 20);
  }

  written = (): number => this.n;

  async more(lines: number): Promise<void> {
    const goal = this.n + lines;
    await until(`${goal} lines written`, async () => this.n >= goal, 120_000, 20);
  }

  async finish(): Promise<number> {
    clearInterval(this.timer);
    return this.n;
  }

  private write(): void {
    let text = "";
    while (this.n < ((Date.now() - this.begun) / 1000) * this.perSecond) text += line(this.fault, ++this.n);
    fs.appendFileSync(this.file, text);
  }
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
    await until(`${goal} lines written`, async () => this.written() >= goal, 120_000, 50);
  }

  /** The container stays, silent. */
  async finish(): Promise<number> {
    fs.writeFileSync(path.join(this.bench.state(this.fault), "finish"), "");
    let last = -1;
    return until(
      "the container is silent",
      async () => {
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
