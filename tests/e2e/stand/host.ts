import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { renderCollectorConfig } from "../../../components/containers/collector-file/render";
import { probeEnvironment, seenOfHost } from "../../../components/containers/probe";
import { filteredSocket } from "../../../components/containers/service";
import { dockerLabels } from "../../../components/shared/naming";
import { pinned } from "../../support/pins";
import { programFile } from "../../support/programs";
import { Ollama } from "../fakes/ollama";
import { WebUi } from "../fakes/web-ui";
import { docker } from "./docker";
import { freePorts } from "./free-ports";
import type { Stand } from "./stand";

/** The parts of a host that a test may choose; the rest is as usual. */
export interface HostOptions {
  /** What the probe asks instead of the host's own Ollama. */
  ollamaUrl?: string;
  /** No Ollama of its own. */
  noOllama?: boolean;
}

/**
 * One more host that reports to a stack: probe and collector with the program's own files and settings, as its agent has
 * them, a real Ollama and a web UI. So many faults can be tried at a time, each on its host, with one Grafana.
 */
export class Host {
  readonly id = crypto.randomBytes(3).toString("hex");
  readonly ollama: Ollama;
  readonly webui: WebUi;
  readonly ollamaLog: string;
  private readonly prefix = `fault-${this.id}`;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "fault-"));
  private readonly logs = path.join(this.folder, "logs");

  private constructor(
    readonly stand: Stand,
    readonly name: string,
    port: number,
  ) {
    fs.mkdirSync(this.logs);
    this.ollamaLog = path.join(this.logs, "ollama.log");
    this.webui = new WebUi(path.join(this.logs, "webui.log"));
    this.ollama = new Ollama(this.folder, this.ollamaLog, port);
  }

  /** A host under a name, reporting to the stack; its services run. `prepare` may put something in their place. */
  static async create(
    stand: Stand,
    name: string,
    prepare: (host: Host) => Promise<HostOptions> = () => Promise.resolve({}),
  ): Promise<Host> {
    const [port = 0] = await freePorts(1);
    const host = new Host(stand, name, port);
    fs.writeFileSync(host.ollamaLog, "");
    const options = await prepare(host);
    if (!options.noOllama) await host.ollama.start();
    await host.webui.start();
    host.startCollector();
    host.startProbe(options.ollamaUrl ?? host.ollama.url);
    return host;
  }

  private startCollector(): void {
    const config = path.join(this.folder, "collector.yaml");
    const rendered = renderCollectorConfig({
      host: this.name,
      stack: this.prefix,
      pushUrl: "http://loki:3100/loki/api/v1/push",
      webuiLogPaths: [path.join(this.logs, "webui.log")],
      ollamaLogPaths: [this.ollamaLog],
      journaldUnits: [],
      webuiContainers: [],
      ollamaContainers: [],
    });
    fs.writeFileSync(config, rendered);
    docker(
      ...["run", "-d", "--name", `${this.prefix}-collector`, "--network", this.stand.prefix],
      ...["-v", `${this.logs}:${this.logs}:ro`, "-v", `/var/run/docker.sock:${filteredSocket()}:ro`],
      ...["-v", `${config}:/etc/promtail/config.yaml:ro`],
      ...[pinned("promtailImage"), "-config.file=/etc/promtail/config.yaml"],
    );
  }

  private startProbe(ollamaUrl: string): void {
    const sees = { joinNetwork: "", hostProcesses: true, modelsPath: "", noSensor: true };
    const environment = probeEnvironment({
      ...{
        host: this.name,
        ollamaUrl,
        webuiUrl: `http://127.0.0.1:${this.webui.port}`,
        modelServers: [],
      },
      ...sees,
      ...{ interval: 5, timeout: 2, canaryModel: "", canaryInterval: 300, canaryTimeout: 60 },
    });
    docker(
      ...["run", "-d", "--name", `${this.prefix}-probe`, "--network", "host", "--user", "10001:10001"],
      ...["--label", `${dockerLabels.role}=probe`, "--label", `${dockerLabels.stack}=${this.prefix}`],
      ...["-v", `${programFile("probe")}:/opt/probe.mjs:ro`],
      ...seenOfHost(sees).flatMap(({ host, inside }) => ["-v", `${host}:${inside}:ro`]),
      ...Object.entries(environment).flatMap(([key, value]) => ["-e", `${key}=${value}`]),
      ...[pinned("probeImage"), "node", "/opt/probe.mjs"],
    );
  }

  async dispose(): Promise<void> {
    for (const role of ["collector", "probe"])
      try {
        docker("rm", "-f", "-v", `${this.prefix}-${role}`);
      } catch {
        // It never came up.
      }
    this.ollama.signal("SIGCONT");
    await this.ollama.kill();
    await this.webui.stop();
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
