import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { hasEngine, hasImage, type Missing } from "../../support/engine";
import { pinned } from "../../support/pins";
import { type Ended, runCommand } from "./command";
import { docker } from "./docker";
import { copyProgram } from "./program";
import { stackFile } from "./stack-file";
import { installed, userEnvironment } from "./user-environment";

/** The smallest stack with data: an agent's probe and collector. */
const agent = {
  role: "agent",
  hostName: "e2e-host",
  lokiUrl: "http://127.0.0.1:9",
  collectorAgent: "alloy",
  ollamaUnits: [],
};

/** Why stacks cannot be made here, in one line; undefined when they can. */
export function cannotDeploy(): Missing {
  if (spawnSync("pulumi", ["version"], { env: { PATH: installed() } }).error)
    return "there is no pulumi command on PATH";
  const images = ["alloyImage", "probeImage"].map((key) => pinned(key));
  return hasEngine() ?? images.map(hasImage).find(Boolean);
}

/** The program in a folder of its own, as somebody cloned it; several of them may use one stack's name. */
export class Checkout {
  readonly folder: string;
  readonly prefix: string;

  constructor(
    private readonly home: string,
    name: string,
    readonly stack: string,
    /** More variables of its user's shell. */
    readonly variables: NodeJS.ProcessEnv = {},
  ) {
    this.folder = path.join(home, name);
    this.prefix = `deepchat-observability-${stack}`;
    if (!fs.existsSync(this.folder)) {
      fs.mkdirSync(this.folder, { recursive: true });
      copyProgram(this.folder);
    }
    this.configure({});
  }

  /** Writes the stack's file anew; what the CLI keeps in it stays. */
  configure(config: Record<string, unknown>): void {
    const file = path.join(this.folder, `Pulumi.${this.stack}.yaml`);
    const salt = fs.existsSync(file) ? /^encryptionsalt:.*\n/m.exec(fs.readFileSync(file, "utf8")) : null;
    fs.writeFileSync(file, (salt?.[0] ?? "") + stackFile({ ...agent, ...config }));
  }

  /** Runs `npm run <name> -- <args> --stack <stack>`. */
  async npm(name: string, ...args: string[]): Promise<Ended> {
    const environment = { ...userEnvironment(this.home), ...this.variables };
    return runCommand(name, args, { stack: this.stack, folder: this.folder, environment });
  }

  /** Like npm, for what has to succeed. */
  async must(name: string, ...args: string[]): Promise<Ended> {
    const ended = await this.npm(name, ...args);
    if (ended.code !== 0)
      throw new Error(`npm run ${name} ${args.join(" ")} ended with ${ended.code}:\n${ended.output}`);
    return ended;
  }

  /** Runs a command that has to be refused, with nothing changed; returns what it says. */
  async refused(...command: [string, ...string[]]): Promise<string> {
    const before = this.there();
    const { code, output } = await this.npm(...command);
    expect([command, code]).toEqual([command, 1]);
    expect(this.there()).toEqual(before);
    expect(output).not.toMatch(/^\s+at .*\.ts:\d+/m);
    return output;
  }

  /** What Docker has under this stack's name: each container's id and state, networks' ids, volumes' labels, which stay as they were made. */
  there() {
    const all = (kind: string, ...args: string[]) => {
      const names = docker(...args)
        .split("\n")
        .filter((name) => name === this.prefix || name.startsWith(`${this.prefix}-`))
        .sort();
      const format = {
        container: "{{.Id}} {{.State.Status}}",
        network: "{{.Id}}",
        volume: "{{json .Labels}}",
      }[kind];
      return Object.fromEntries(
        names.map((name) => [name, docker(kind, "inspect", "-f", format ?? "", name)]),
      );
    };
    return {
      containers: all("container", "ps", "-a", "--format", "{{.Names}}"),
      networks: all("network", "network", "ls", "--format", "{{.Name}}"),
      volumes: all("volume", "volume", "ls", "--format", "{{.Name}}"),
    };
  }

  /** Removes whatever is left under this stack's name. */
  clear(): void {
    const { containers, networks, volumes } = this.there();
    for (const name of Object.keys(containers)) spawnSync("docker", ["rm", "-f", name]);
    for (const name of Object.keys(networks)) spawnSync("docker", ["network", "rm", name]);
    for (const name of Object.keys(volumes)) spawnSync("docker", ["volume", "rm", "-f", name]);
  }
}
