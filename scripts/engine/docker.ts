import type { StackConfig } from "../../components/config/stack";
import { allParts, partsOf, type Role } from "../../components/containers/parts";
import { asideName, dockerLabels, type PhysicalNames, physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import { DockerAddress } from "./docker-address";
import { type CliResult, DockerCli } from "./docker-cli";
import { tooOld } from "./engine-kind";
import { columns, type Survey, survey } from "./survey";

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
  readonly at: DockerAddress;
  readonly cli: DockerCli;
  private readonly names: PhysicalNames;
  /** By their whole names: another stack's may begin like ours. */
  private readonly dataVolumes: string[];

  constructor(private readonly config: StackConfig) {
    this.at = new DockerAddress(config.dockerHost);
    this.cli = new DockerCli(this.at.url);
    this.names = physicalNames(config.project, config.stack);
    this.dataVolumes = allParts.flatMap(({ role, data }) => (data ? this.names.volume(role) : []));
  }

  /** Whether the engine is reached through ssh. */
  get behindSsh(): boolean {
    return this.at.url.startsWith("ssh://");
  }

  /** Whether the engine is this machine's. */
  get local(): boolean {
    return this.at.url.startsWith("unix://");
  }

  /** Whether the engine can be used now. */
  async answers(): Promise<boolean> {
    return (await this.cli.run(["version", "--format", "{{.Server.Version}}"])).status === 0;
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
    const { cause, status, stdout, stderr } = await this.cli.run(
      ["version", "--format", "{{.Server.Version}}"],
      { timeout: patience && patience * 1000 },
    );
    if (cause === "missing")
      return "The command `docker` is not on this machine. Install Docker 20.10 or later: https://docs.docker.com/engine/install/";
    if (cause === "timeout")
      return this.at.unusable(`it took the connection and did not answer within ${patience} s`);
    if (status !== 0) return this.at.unusable(stderr);
    return tooOld(this.cli, this.at.url, stdout);
  }

  /** What is there that has to do with this stack, whoever made it. */
  async survey(): Promise<Survey> {
    const [container, network, volume] = await Promise.all([
      this.cli.lines(["ps", "-a", "--no-trunc", "--format", columns.container]),
      this.cli.lines(["network", "ls", "--no-trunc", "--format", columns.network]),
      this.cli.lines(["volume", "ls", "--format", columns.volume]),
    ]);
    const containers = partsOf(this.config).map(({ role }) => this.names.container(role));
    return survey({ container, network, volume }, this.names, { containers, volumes: this.dataVolumes });
  }

  /** This stack's containers, whatever their state; not those put aside. */
  async containers(): Promise<Container[]> {
    const format = `{{.ID}}\t{{.Names}}\t{{.Label "${dockerLabels.role}"}}\t{{.State}}\t{{.Networks}}\t{{.Status}}`;
    const own = `label=${dockerLabels.stack}=${this.names.prefix}`;
    const lines = await this.lines(["ps", "-a", "--no-trunc", "--filter", own, "--format", format]);
    return lines.flatMap((line) => {
      const [id = "", name = "", word, state = "", networks = "", status = ""] = line.split("\t");
      if (asideName.is(name)) return [];
      const role = word as Role;
      const otherNetwork = allParts.find((part) => part.role === role)?.otherNetwork;
      const connected = otherNetwork || networks.split(",").includes(this.names.prefix);
      return [{ id, name, role, running: state === "running" && connected, state, status }];
    });
  }

  /** Id of the network with this stack's name, whoever made it. */
  async networkId(): Promise<string | undefined> {
    const networks = await this.lines(["network", "ls", "--no-trunc", "--format", "{{.ID}}\t{{.Name}}"]);
    return networks.map((line) => line.split("\t")).find(([, name]) => name === this.names.network)?.[0];
  }

  /** Data volumes of this stack that are there. */
  async volumes(): Promise<string[]> {
    const all = await this.lines(["volume", "ls", "--format", "{{.Name}}"]);
    return all.filter((name) => this.dataVolumes.includes(name));
  }

  /** Goes on with a container somebody paused. */
  async unpause(name: string): Promise<void> {
    await this.lines(["unpause", name]);
  }

  /** Lets a container end in good order: Loki and Grafana write on their way out. */
  async stop(name: string): Promise<void> {
    await this.lines(["stop", "--time", "30", name]);
  }

  async remove(kind: "container" | "network" | "volume", name: string): Promise<void> {
    await this.lines([kind, "rm", ...(kind === "network" ? [] : ["-f"]), name]);
  }

  /** Puts the stack's own password back, whatever it was changed to inside Grafana, users and all else untouched. */
  async resetAdminPassword(): Promise<void> {
    const name = this.names.container("grafana");
    const script =
      'grafana cli --homepath "$GF_PATHS_HOME" --config "$GF_PATHS_CONFIG" admin reset-admin-password --password-from-stdin < "$0"';
    await this.lines(["exec", name, "bash", "-c", script, "/etc/deepchat/admin-password"]);
  }

  /** Runs a command inside one of our containers; what is secret goes in by `input`, where no process list shows it. */
  exec(role: Role, command: string[], input = ""): Promise<CliResult> {
    return this.cli.run(["exec", "-i", this.names.container(role), ...command], { input });
  }

  /** Images this stack needs that the host does not have, with the keys that name them. */
  async missingImages(): Promise<{ image: string; keys: string[] }[]> {
    const needed = partsOf(this.config);
    const images = [...new Set(needed.map(({ image }) => image))];
    if (await this.hasImages(images)) return [];
    const there = await Promise.all(images.map((image) => this.hasImages([image])));
    return images
      .filter((_, i) => !there[i])
      .map((image) => {
        const keys = needed.flatMap((part) => (part.image === image ? part.imageKey : []));
        return { image, keys: [...new Set(keys)] };
      });
  }

  private async hasImages(images: string[]): Promise<boolean> {
    return (await this.cli.run(["image", "inspect", "--format", "{{.Id}}", ...images])).status === 0;
  }

  /**
   * Gets an image, showing Docker's own progress.
   *
   * @returns why it cannot be had, in Docker's words
   */
  async pull(image: string): Promise<string | undefined> {
    const { status, stderr } = await this.cli.run(["pull", image], { show: true });
    if (status === 0) return undefined;
    const words = stderr.trim().split("\n").at(-1) ?? "";
    return words.replace(/^Error response from daemon: /, "") || "docker pull says no word";
  }

  /** The last lines a container wrote, whichever of our containers it is. */
  async lastLines(role: Role, count: number): Promise<string> {
    const name = this.names.container(role);
    const { stdout, stderr } = await this.cli.run(["logs", "--tail", String(count), name]);
    return (stderr + stdout).trim();
  }

  /** Runs a command of the docker CLI and returns the lines it prints, or throws what it says. */
  lines(args: string[]): Promise<string[]> {
    return this.cli.lines(args);
  }
}
