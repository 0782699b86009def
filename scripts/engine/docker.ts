import { execFile, spawnSync, type StdioOptions } from "node:child_process";
import * as net from "node:net";
import { promisify } from "node:util";

import type { StackConfig } from "../../components/config/schema";
import {
  asideName,
  dockerLabels,
  physicalNames,
  type PhysicalNames,
  type Role,
} from "../../components/shared/naming";
import { DockerAddress } from "./docker-address";
import { Failure } from "../command/fail";
import { columns, survey, type Survey } from "./survey";

export interface Container {
  /** Full id, as Pulumi keeps it. */
  id: string;
  name: string;
  role: Role;
  /** Running, and on the stack's network. */
  running: boolean;
  /** In Docker's one word, such as `running`, `paused` or `exited`. */
  state: string;
  /** In Docker's words, such as `Up 5 minutes (healthy)`. */
  status: string;
}

/** The Docker engine of a stack, through the docker CLI, which reaches it the same way the Docker provider does. */
export class Docker {
  private readonly at: DockerAddress;
  private readonly address: string;
  private readonly names: PhysicalNames;
  /** By their whole names: another stack's may begin like ours. */
  private readonly dataVolumes: string[];

  constructor(private readonly config: StackConfig) {
    this.at = new DockerAddress(config.dockerHost);
    this.address = this.at.url;
    this.names = physicalNames(config.project, config.stack);
    this.dataVolumes = (["loki", "collector", "grafana"] as const).map((role) => this.names.volume(role));
  }

  /** Whether the engine is reached through ssh. */
  get behindSsh(): boolean {
    return this.at.url.startsWith("ssh://");
  }

  /** Whether the engine can be used now. */
  answers(): boolean {
    return this.run(["version", "--format", "{{.Server.Version}}"]).status === 0;
  }

  /** @throws Failure when the engine's address is none */
  refuseMalformed(): void {
    this.at.refuseMalformed();
  }

  /** Throws when the engine cannot be used, saying what to do; about a remote one, within seconds. */
  async check(): Promise<void> {
    const problem = await this.problem(this.at.remote ? 20 : undefined);
    if (problem) throw new Failure(problem);
  }

  /**
   * Why the engine cannot be used, and what to do.
   *
   * @param patience seconds it may take to answer once it is connected
   * @throws Failure when its address is none
   */
  async problem(patience?: number): Promise<string | undefined> {
    this.at.refuseMalformed();
    const unreachable = await this.at.unreachable();
    if (unreachable) return unreachable;
    const { error, status, stdout, stderr } = this.run(
      ["version", "--format", "{{.Server.Version}}"],
      "pipe",
      undefined,
      patience && patience * 1000,
    );
    if ((error as NodeJS.ErrnoException | undefined)?.code === "ENOENT")
      return "The command `docker` is not on this machine. Install Docker 20.10 or later: https://docs.docker.com/engine/install/";
    if (error) return this.at.unusable(`it took the connection and did not answer within ${patience} s`);
    if (status !== 0) return this.at.unusable(stderr);
    if (Number.parseFloat(stdout) < 20.1)
      return `The Docker engine at ${this.address} is version ${stdout.trim()}; 20.10 or later is needed. Update Docker.`;
    return undefined;
  }

  /** What is there that has to do with this stack, whoever made it. */
  async survey(): Promise<Survey> {
    const [container, network, volume] = await Promise.all([
      this.list(["ps", "-a", "--no-trunc", "--format", columns.container]),
      this.list(["network", "ls", "--no-trunc", "--format", columns.network]),
      this.list(["volume", "ls", "--format", columns.volume]),
    ]);
    const containers = this.roles().map((role) => this.names.container(role));
    return survey({ container, network, volume }, this.names, { containers, volumes: this.dataVolumes });
  }

  /** This stack's containers, whatever their state; not those put aside. */
  containers(): Container[] {
    const format = `{{.ID}}\t{{.Names}}\t{{.Label "${dockerLabels.role}"}}\t{{.State}}\t{{.Networks}}\t{{.Status}}`;
    return this.lines([
      "ps",
      "-a",
      "--no-trunc",
      "--filter",
      `label=${dockerLabels.stack}=${this.names.prefix}`,
      "--format",
      format,
    ]).flatMap((line) => {
      const [id = "", name = "", role, state = "", networks = "", status = ""] = line.split("\t");
      if (asideName.is(name)) return [];
      const connected = role === "probe" || networks.split(",").includes(this.names.prefix);
      return [{ id, name, role: role as Role, running: state === "running" && connected, state, status }];
    });
  }

  /** Id of the network with this stack's name, whoever made it. */
  networkId(): string | undefined {
    const networks = this.lines(["network", "ls", "--no-trunc", "--format", "{{.ID}}\t{{.Name}}"]);
    return networks.map((line) => line.split("\t")).find(([, name]) => name === this.names.network)?.[0];
  }

  volumes(): string[] {
    return this.lines(["volume", "ls", "--format", "{{.Name}}"]).filter((name) =>
      this.dataVolumes.includes(name),
    );
  }

  /** Goes on with a container somebody paused. */
  unpause(name: string): void {
    this.lines(["unpause", name]);
  }

  /** Lets a container end in good order: Loki and Grafana write on their way out. */
  stop(name: string): void {
    this.lines(["stop", "--time", "30", name]);
  }

  remove(kind: "container" | "network" | "volume", name: string): void {
    this.lines([kind, "rm", ...(kind === "network" ? [] : ["-f"]), name]);
  }

  /** How many files of the host each glob finds, as the collector sees them; empty when it does not run. */
  filesSeen(globs: string[]): number[] {
    const script = 'for glob; do compgen -G "$glob" | wc -l; done';
    const { status, stdout } = this.exec("collector", ["bash", "-c", script, "count", ...globs]);
    return status === 0 ? stdout.trim().split("\n").map(Number) : [];
  }

  /** Puts the stack's own password back, whatever it was changed to inside Grafana, users and all else untouched. */
  resetAdminPassword(): void {
    const name = this.names.container("grafana");
    const script =
      'grafana cli --homepath "$GF_PATHS_HOME" --config "$GF_PATHS_CONFIG" admin reset-admin-password --password-from-stdin < "$0"';
    this.lines(["exec", name, "bash", "-c", script, "/etc/deepchat/admin-password"]);
  }

  /** Runs a command inside one of our containers; what is secret goes in by `input`, where no process list shows it. */
  exec(role: Role, command: string[], input = ""): { status: number | null; stdout: string; stderr: string } {
    const name = this.names.container(role);
    return this.run(["exec", "-i", name, ...command], "pipe", input);
  }

  /** Images this stack needs that the host does not have, with the keys that name them. */
  missingImages(): { image: string; keys: string[] }[] {
    const images = [...new Set(this.images().map(({ image }) => image))];
    if (this.run(["image", "inspect", "--format", "{{.Id}}", ...images]).status === 0) return [];
    const missing = images.filter((image) => this.run(["image", "inspect", image]).status !== 0);
    return missing.map((image) => {
      const keys = this.images().flatMap((one) => (one.image === image ? one.key : []));
      return { image, keys: [...new Set(keys)] };
    });
  }

  /**
   * Gets an image, showing Docker's own progress.
   *
   * @returns why it cannot be had, in Docker's words
   */
  pull(image: string): string | undefined {
    const { status, stderr } = this.run(["pull", image], ["ignore", "inherit", "pipe"]);
    if (status === 0) return undefined;
    const words = stderr.trim().split("\n").at(-1) ?? "";
    return words.replace(/^Error response from daemon: /, "") || "docker pull says no word";
  }

  /** The ports this stack is about to publish that somebody else uses, with who it is as far as that can be known. */
  async takenPorts({ ports }: Survey): Promise<{ role: Role; key: string; port: number; by: string }[]> {
    const taken = this.ports().map(async ({ role, key, port }) => {
      const holders = ports.filter((one) => one.port === port).map(({ container }) => container);
      const own = this.roles().map((one) => this.names.container(one));
      const other = holders.find((name) => !own.includes(name));
      // Our own container gives it up before another of ours takes it, or keeps it.
      if (!other && (holders.length > 0 || (await this.isFree(port)))) return [];
      const by = other
        ? `the container ${other}`
        : `another program (\`ss -ltnp 'sport = :${port}'\` names it)`;
      return [{ role, key, port, by }];
    });
    return (await Promise.all(taken)).flat();
  }

  /** The last lines a container wrote, whichever of our containers it is. */
  lastLines(role: Role, count: number): string {
    const name = this.names.container(role);
    const { stdout, stderr } = this.run(["logs", "--tail", String(count), name]);
    return (stderr + stdout).trim();
  }

  /** Which containers this stack should have. */
  roles(): Role[] {
    const server: Role[] = this.config.role === "agent" ? [] : ["grafana"];
    const store: Role[] = this.config.externalLoki ? [] : ["loki"];
    const signs = server.length > 0 && this.config.notifications.receivers.some(({ relay }) => relay);
    return [...store, "collector", "probe", ...server, ...(signs ? (["relay"] as const) : [])];
  }

  private images(): { image: string; key: string }[] {
    const { images, grafana, agent } = this.config;
    const probe = { image: images.probe, key: "probeImage" };
    const byRole: Record<Role, { image: string; key: string }> = {
      loki: { image: images.loki, key: "lokiImage" },
      collector: { image: images.collector, key: `${agent}Image` },
      grafana: { image: grafana.image, key: "grafanaImage" },
      ...{ probe, relay: probe },
    };
    return this.roles().map((role) => byRole[role]);
  }

  private ports() {
    const all = [
      { role: "loki" as const, key: "lokiPort", port: this.config.lokiPort },
      { role: "grafana" as const, key: "grafanaPort", port: this.config.grafana.port },
    ];
    return all.filter(({ role }) => this.roles().includes(role));
  }

  /** On a remote host only Docker itself can tell, and does when the container is made. */
  private async isFree(port: number): Promise<boolean> {
    if (!this.address.startsWith("unix://")) return true;
    return new Promise((resolve) => {
      const server = net.createServer();
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
    });
  }

  /** Runs a command of the docker CLI and returns the lines it prints, or throws what it says. */
  lines(args: string[]): string[] {
    const { status, stdout, stderr } = this.run(args);
    if (status !== 0) throw new Failure(`docker ${args.join(" ")} failed: ${stderr.trim()}`);
    return stdout.split("\n").filter(Boolean);
  }

  /** Like lines, beside other work. */
  private async list(args: string[]): Promise<string[]> {
    const env = { ...process.env, DOCKER_HOST: this.address };
    const { stdout } = await promisify(execFile)("docker", args, { env, maxBuffer: 64 << 20 }).catch(
      ({ stderr }: { stderr?: string }) => {
        throw new Failure(`docker ${args.slice(0, 2).join(" ")} failed: ${stderr?.trim()}`);
      },
    );
    return stdout.split("\n").filter(Boolean);
  }

  private run(args: string[], stdio: StdioOptions = "pipe", input?: string, timeout?: number) {
    return spawnSync("docker", args, {
      encoding: "utf8",
      stdio,
      input,
      timeout,
      env: { ...process.env, DOCKER_HOST: this.address },
    });
  }
}
