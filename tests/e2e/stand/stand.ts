import { spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";

import { GrafanaApi } from "../../../scripts/grafana/api";
import { pinned } from "../../support/pins";
import { Ollama } from "../fakes/ollama";
import { Receiver } from "../fakes/receiver";
import { type Argument, type Ended, runCommand } from "./command";
import { docker } from "./docker";
import { freePorts } from "./free-ports";
import { askLoki, type LokiEntry } from "./loki-answers";
import { copyProgram } from "./program";
import { stackFile } from "./stack-file";
import { userEnvironment } from "./user-environment";

/**
 * A user's machine: the program in a folder of its own, a home without any login, an Ollama, a web UI container, and
 * somebody to receive alerts. Names and ports are random, so it disturbs nothing that runs here.
 */
export class Stand {
  readonly id = crypto.randomBytes(3).toString("hex");
  readonly stack = `e2e${this.id}`;
  readonly prefix = `deepchat-observability-${this.stack}`;
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-e2e-"));
  readonly logs = `/var/log/deepchat-e2e-${this.id}`;
  readonly receiver = new Receiver();
  readonly ollama: Ollama;
  ports = { loki: 0, grafana: 0, webui: 0, ollama: 0 };
  private readonly home = fs.mkdtempSync(path.join(os.tmpdir(), "deepchat-home-"));
  private readonly webui = `e2e-${this.id}-webui`;

  private constructor(ports: number[]) {
    const [loki = 0, grafana = 0, webui = 0, ollama = 0] = ports;
    this.ports = { loki, grafana, webui, ollama };
    this.ollama = new Ollama(this.home, path.join(this.logs, "ollama.log"), ollama);
  }

  /** Everything a user has before the first `npm run up`. */
  static async create(config: Record<string, unknown> = {}, program = copyProgram): Promise<Stand> {
    const stand = new Stand(await freePorts(4));
    fs.mkdirSync(stand.logs);
    program(stand.folder);
    await stand.receiver.start();
    await stand.ollama.start();
    stand.ollama.create();
    stand.startWebui();
    stand.configure(config);
    return stand;
  }

  /** Writes the stack's file anew; the defaults make faults show in a minute. */
  configure(config: Record<string, unknown>): void {
    const keys = {
      hostName: "e2e-host",
      lokiPort: this.ports.loki,
      grafanaPort: this.ports.grafana,
      webuiLogFiles: [`${this.logs}/webui*.log`],
      ollamaLogFiles: [`${this.logs}/ollama.log`],
      webuiContainers: [`${this.webui}$`],
      ollamaContainers: [],
      ollamaUnits: [],
      ollamaUrl: this.ollama.url,
      webuiUrl: `http://127.0.0.1:${this.ports.webui}`,
      probeInterval: "5s",
      probeTimeout: "2s",
      ollamaDownAfter: "1m",
      errorWindow: "1m",
      // How full this machine's disk is, is not under test.
      diskFreeThreshold: 1,
      ...config,
    };
    const file = path.join(this.folder, `Pulumi.${this.stack}.yaml`);
    // Salt and secrets are in the local file beside it.
    fs.writeFileSync(file, stackFile(keys));
  }

  /** Runs `npm run <name> -- --stack <stack> …` as the user; variables, if any, come before the arguments. */
  async npm(name: string, ...rest: Argument[]): Promise<Ended> {
    return this.onStack(this.stack, name, ...rest);
  }

  /** The same for another stack of the same checkout. */
  async onStack(stack: string, name: string, ...rest: Argument[]): Promise<Ended> {
    return runCommand(name, rest, { stack, folder: this.folder, environment: this.environment() });
  }

  /** Like npm, for what has to succeed. */
  async must(name: string, ...rest: Argument[]): Promise<Ended> {
    const ended = await this.npm(name, ...rest);
    if (ended.code !== 0)
      throw new Error(
        `npm run ${name} ${rest.filter((value) => typeof value === "string").join(" ")} ended with ${ended.code}:\n${ended.output}`,
      );
    return ended;
  }

  /** The stack's whole configuration, as the commands give it to the CLI. */
  get configFile(): string {
    return path.join(this.folder, ".pulumi-state", "config", `Pulumi.${this.stack}.yaml`);
  }

  /** The stack through the Automation API, on the same state the commands use. */
  async automation(): Promise<Stack> {
    const state = path.join(this.folder, ".pulumi-state");
    return LocalWorkspace.selectStack(
      { stackName: this.stack, workDir: this.folder },
      {
        envVars: {
          ...(this.environment() as Record<string, string>),
          PULUMI_BACKEND_URL: `file://${state}`,
          PULUMI_CONFIG_PASSPHRASE_FILE: path.join(state, "passphrase"),
          PULUMI_NODEJS_TRANSPILE_ONLY: "true",
        },
      },
    );
  }

  async adminPassword(): Promise<string> {
    return ((await (await this.automation()).outputs()).adminPassword?.value ?? "") as string;
  }

  async grafana(): Promise<GrafanaApi> {
    return new GrafanaApi(`http://127.0.0.1:${this.ports.grafana}/`, await this.adminPassword());
  }

  /** Asks Loki itself: lines of the last quarter of an hour, or a number for now; one entry a line or series. */
  async loki(query: string): Promise<LokiEntry[]> {
    return askLoki(`http://127.0.0.1:${this.ports.loki}`, query);
  }

  /** One request to the web UI, which logs it. */
  async chat(parameters: { status?: number; duration?: number; note?: string } = {}): Promise<void> {
    const query = new URLSearchParams(Object.entries(parameters).map(([key, value]) => [key, String(value)]));
    await fetch(`http://127.0.0.1:${this.ports.webui}/chat?${query}`, { method: "POST" });
  }

  /** The web UI ends, as a crash would. */
  stopWebui(): void {
    docker("stop", "--time", "1", this.webui);
  }

  container(role: string): string {
    return `${this.prefix}-${role}`;
  }

  /** What is left of this stack in Docker. */
  leftovers() {
    const list = (...args: string[]) =>
      docker(...args)
        .split("\n")
        .filter((name) => name.startsWith(this.prefix));
    return {
      containers: list("ps", "-a", "--format", "{{.Names}}"),
      networks: list("network", "ls", "--format", "{{.Name}}"),
      volumes: list("volume", "ls", "--format", "{{.Name}}"),
    };
  }

  /** Leaves the machine as it was, whatever the tests did. */
  async dispose(): Promise<void> {
    await this.ollama.kill();
    await this.receiver.stop();
    const { containers, networks, volumes } = this.leftovers();
    for (const name of [...containers, this.webui]) spawnSync("docker", ["rm", "-f", name]);
    for (const name of networks) spawnSync("docker", ["network", "rm", name]);
    for (const name of volumes) spawnSync("docker", ["volume", "rm", "-f", name]);
    for (const folder of [this.folder, this.home, this.logs])
      fs.rmSync(folder, { recursive: true, force: true });
  }

  private startWebui(): void {
    fs.copyFileSync(path.join(__dirname, "../fakes/webui.ts"), path.join(this.folder, "webui.mts"));
    const volumes = ["-v", `${this.folder}/webui.mts:/webui.mts:ro`, "-v", `${this.logs}:${this.logs}`];
    const settings = ["-e", `LOG_FILE=${this.logs}/webui.log`, "-p", `127.0.0.1:${this.ports.webui}:8080`];
    docker(
      "run",
      "-d",
      "--name",
      this.webui,
      ...volumes,
      ...settings,
      pinned("probeImage"),
      "node",
      "/webui.mts",
    );
  }

  /** A user's shell: a home where nobody ever logged in to Pulumi; plugins already downloaded are used. */
  environment(): NodeJS.ProcessEnv {
    return userEnvironment(this.home);
  }
}
