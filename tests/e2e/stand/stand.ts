import { execFileSync, spawn, spawnSync } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation";
import { stringify } from "yaml";

import { GrafanaApi } from "../../../scripts/grafana/api";
import { hasEngine, type Missing } from "../../support/engine";
import { hasOllama, Ollama } from "../fakes/ollama";
import { Receiver } from "../fakes/receiver";
import { freePorts } from "./free-ports";
import { copyProgram } from "./program";
import { until } from "./until";

/** Why the end-to-end tests cannot run here, in one line; undefined when they can. */
export function cannotRun(): Missing {
  if (spawnSync("pulumi", ["version"], { env: { PATH: installed() } }).error)
    return "there is no pulumi command on PATH";
  try {
    fs.accessSync("/var/log", fs.constants.W_OK);
  } catch {
    return "/var/log is not writable, where the logs under test are written";
  }
  return hasEngine() ?? hasOllama();
}

// The Automation API takes the CLI from this process's PATH, and the CLI Node.js.
process.env.PATH = [path.dirname(process.execPath), installed()].join(path.delimiter);

/** What a command printed and how it ended. */
export interface Ended {
  code: number;
  output: string;
  seconds: number;
}

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
    const prefixed = Object.fromEntries(
      Object.entries(keys).map(([key, value]) => [`deepchat-observability:${key}`, value]),
    );
    const text = stringify({ config: { "pulumi:disable-default-providers": ["*"], ...prefixed } });
    // Salt and secrets are in the local file beside it.
    fs.writeFileSync(file, text);
  }

  /** Runs `npm run <name> -- --stack <stack> …` as the user; variables, if any, come before the arguments. */
  async npm(name: string, ...rest: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
    return this.onStack(this.stack, name, ...rest);
  }

  /** The same for another stack of the same checkout. */
  async onStack(stack: string, name: string, ...rest: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
    const started = Date.now();
    const args = rest.filter((value) => typeof value === "string");
    const variables = rest.filter((value) => typeof value !== "string");
    const child = spawn("npm", ["run", "--silent", name, "--", ...args, "--stack", stack], {
      cwd: this.folder,
      env: Object.assign({}, this.environment(), ...variables) as NodeJS.ProcessEnv,
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const code = await new Promise<number>((resolve) =>
      child.once("close", (status) => resolve(status ?? 1)),
    );
    return { code, output, seconds: (Date.now() - started) / 1000 };
  }

  /** Like npm, for what has to succeed. */
  async must(name: string, ...rest: (string | NodeJS.ProcessEnv)[]): Promise<Ended> {
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
  async loki(query: string): Promise<{ labels: Record<string, string>; value: string }[]> {
    const parameters = new URLSearchParams({ query, limit: "5000", since: "15m" });
    const instant = !query.startsWith("{");
    const response = await fetch(
      `http://127.0.0.1:${this.ports.loki}/loki/api/v1/${instant ? "query" : "query_range"}?${parameters}`,
    );
    if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
    interface Answer {
      data: {
        result: {
          stream?: Record<string, string>;
          metric?: Record<string, string>;
          values?: [string, string][];
          value?: [number, string];
        }[];
      };
    }
    const { data } = (await response.json()) as Answer;
    return data.result.flatMap(({ stream, metric, values, value }) =>
      (values ?? [value ?? [0, ""]]).map(([, text]) => ({ labels: stream ?? metric ?? {}, value: text })),
    );
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
      "node:24-alpine",
      "node",
      "/webui.mts",
    );
  }

  /** A user's shell: a home where nobody ever logged in to Pulumi; plugins already downloaded are used. */
  environment(): NodeJS.ProcessEnv {
    return userEnvironment(this.home);
  }
}

/** The environment of a user without a login anywhere, whose home that folder is. */
export function userEnvironment(home: string): NodeJS.ProcessEnv {
  const pulumiHome = path.join(home, ".pulumi");
  const plugins = path.join(os.homedir(), ".pulumi", "plugins");
  if (!fs.existsSync(pulumiHome)) {
    fs.mkdirSync(pulumiHome);
    if (fs.existsSync(plugins)) fs.symlinkSync(plugins, path.join(pulumiHome, "plugins"));
  }
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI_|NODE_OPTIONS|npm_|JEST_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), PATH: installed(), HOME: home, PULUMI_HOME: pulumiHome };
}

/** PATH as in a user's shell: npm adds the launchers of installed packages in front, the Pulumi CLI's among them. */
export function installed(): string {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.filter((folder) => !folder.includes("node_modules")).join(path.delimiter);
}

/** Runs docker and returns what it printed. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 << 20,
  }).trim();
}

/** Waits until a container is healthy. */
export async function healthy(container: string): Promise<void> {
  await until(
    `${container} is healthy`,
    async () => docker("inspect", "--format", "{{.State.Health.Status}}", container) === "healthy",
  );
}
