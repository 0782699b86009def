import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import type { Agent, Sources } from "../../../components/config/schema";
import { renderCollectorConfig } from "../../../components/containers/collector-file/render";
import { renderLokiConfig } from "../../../components/containers/loki";
import { readAsset } from "../../../components/shared/assets";
import { journald, journalExists, machineId } from "../stand/journald";
import { collectorRun, lokiRun, type Place, proxyRun, type Run } from "./containers";
import { docker } from "./docker";
import { images } from "./images";
import { LokiReader } from "./loki-reader";

/** What a pair may have otherwise than by default. */
export interface PairOptions {
  /** What to read of a real journal; none: there is no journal. */
  units?: string[];
  /** How a file's times without a zone are read. */
  timeZone?: Sources["timeZone"];
  /** Whether the folder `ollama` among the logs is read, too, as Ollama's. @default false */
  ollama?: boolean;
  /** Whether lines are kept that are known to carry nothing. @default false */
  keepPromptCacheLines?: boolean;
}

/**
 * Loki and a collector as a stack has them (rendered configuration, limits, volumes), started by docker alone. All names
 * are random, and the collector reads nothing but this pair's files and containers.
 */
export class Pair implements Place {
  private readonly id = crypto.randomBytes(3).toString("hex");
  readonly prefix = `loss-${this.id}`;
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "loss-"));
  readonly logs = path.join(this.folder, "logs");
  readonly journal = path.join(this.folder, "journal");
  readonly machineId = machineId(this.folder);
  readonly loki = new LokiReader();
  private readonly started: string[] = [];

  constructor(private readonly options: PairOptions) {}

  /** Starts everything but the collector. */
  async create(agent: Agent): Promise<void> {
    fs.mkdirSync(path.join(this.logs, "ollama"), { recursive: true });
    const { units = [] } = this.options;
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
        ollamaLogPaths: this.options.ollama ? [path.join(this.logs, "ollama/*.log")] : [],
        journaldUnits: units,
        webuiContainers: [`${this.prefix}-web`],
        ollamaContainers: [],
        keepPromptCacheLines: this.options.keepPromptCacheLines,
      }),
    );
    await docker("network", "create", this.prefix);
    await this.run("loki", lokiRun(this));
    await this.run("proxy", proxyRun(this), "none");
    if (units.length > 0) {
      const command = journald(this.journal, this.machineId, images[agent]);
      await this.run("journald", { options: [], command });
      // A collector finds only a journal that is there when it starts.
      await journalExists(this.journal, this.machineId);
    }
  }

  async startCollector(agent: Agent): Promise<void> {
    await this.run("collector", collectorRun(agent, this, this.options));
  }

  /** Waits for Loki where it is now: a port of Docker's choice changes with every start. */
  async lokiReady(): Promise<void> {
    await this.loki.use(await docker("port", this.name("loki"), "3100/tcp"));
  }

  /** Starts one more container of the pair, by default on its network. */
  async run(role: string, { options, command }: Run, network = this.prefix): Promise<void> {
    this.started.push(this.name(role));
    await docker("run", "-d", "--name", this.name(role), "--network", network, ...options, ...command);
  }

  /** The name of its container for a role. */
  name(role: string): string {
    return `${this.prefix}-${role}`;
  }

  async dispose(): Promise<void> {
    const attempt = (...args: string[]) => docker(...args).catch(() => "");
    if (this.started[0]) await attempt("rm", "-f", ...new Set(this.started));
    const volumes = ["loki", "collector", "sockets"].map((what) => `${this.prefix}-${what}`);
    await attempt("volume", "rm", "-f", ...volumes);
    await attempt("network", "rm", this.prefix);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
