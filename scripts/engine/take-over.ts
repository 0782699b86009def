import { asideName } from "../../components/shared/naming";
import type { Docker } from "./docker";
import { count } from "./ownership";
import type { Found } from "./survey";

/** What is needed of `docker inspect` to have a container and a network again as they were. */
interface ContainerInspect {
  State: { Running: boolean };
  NetworkSettings: { Networks: Record<string, { Aliases?: string[] | null }> };
}
interface NetworkInspect {
  Name: string;
  Driver: string;
  Internal: boolean;
  EnableIPv6: boolean;
  Attachable: boolean;
  Options?: Record<string, string> | null;
  Labels?: Record<string, string> | null;
}
interface Aside {
  id: string;
  /** As it is named while in use. */
  name: string;
  ran: boolean;
  /** By network: the names others find it by there. */
  aliases: [string, string[]][];
}

/**
 * Puts another owner's containers aside, under other names and stopped, so that this stack can be made in their place;
 * removes them once it runs, or puts them back when it does not. Data volumes stay where they are.
 */
export class TakeOver {
  private aside: Aside[] = [];
  private networks: NetworkInspect[] = [];
  /** Ids of containers that were there before and are not put aside. */
  private kept = new Set<string>();

  constructor(
    private readonly docker: Pick<Docker, "lines" | "containers" | "answers" | "stop" | "remove">,
    private readonly foreign: Found[],
  ) {}

  /** Whether there is anything of another's. */
  get needed(): boolean {
    return this.foreign.length > 0;
  }

  async begin(): Promise<void> {
    if (!this.needed) return;
    console.log(`Taking over what is there: ${count(this.foreign)}.`);
    const containers = this.foreign.filter(({ kind }) => kind === "container");
    const networks = this.foreign.filter(({ kind }) => kind === "network");
    this.networks = await Promise.all(networks.map(({ id }) => this.inspect<NetworkInspect>("network", id)));
    this.kept = new Set((await this.docker.containers()).map(({ id }) => id));
    for (const { id, name } of containers) {
      const { State, NetworkSettings } = await this.inspect<ContainerInspect>("container", id);
      const aliases = Object.entries(NetworkSettings.Networks)
        .filter(([network]) => networks.some((one) => one.name === network))
        // The engine adds the short id itself.
        .map(([network, { Aliases }]): [string, string[]] => [
          network,
          (Aliases ?? []).filter((alias) => !id.startsWith(alias)),
        ]);
      const used = asideName.original(name);
      // Noted first: what is half put aside is put back, too. One of a command that was cut off ran before it.
      this.aside.push({ id, name: used, ran: State.Running || used !== name, aliases });
      this.kept.delete(id);
      await this.docker.stop(id);
      if (used === name) await this.docker.lines(["rename", id, asideName.of(name)]);
      for (const [network] of aliases) await this.docker.lines(["network", "disconnect", "-f", network, id]);
    }
    for (const { id } of networks) await this.docker.remove("network", id);
  }

  /** After a good `up`: what was put aside is not needed any more. */
  async finish(): Promise<void> {
    for (const { id } of this.aside) await this.docker.remove("container", id);
  }

  /**
   * After a failed one: what was made in their place goes, and the former owner's runs again.
   *
   * @returns what to tell the user
   */
  async undo(): Promise<string> {
    const names = this.aside.map(({ name }) => name).join(", ");
    if (this.aside.length === 0 && this.networks.length === 0) return "";
    console.log(`\nPutting back what ran before, its owner's: ${names || "its network"}.`);
    try {
      if (!(await this.docker.answers())) throw new Error("the Docker engine does not answer");
      for (const { id } of await this.docker.containers()) {
        const ours = !this.kept.has(id) && !this.aside.some((one) => one.id === id);
        if (ours) await this.docker.remove("container", id);
      }
      for (const network of this.networks) await this.again(network);
      for (const { id, name, aliases, ran } of this.aside) {
        if ((await this.nameOf(id)) !== name) await this.docker.lines(["rename", id, name]);
        for (const [network, known] of aliases) await this.connect(network, id, known);
        if (ran) await this.docker.lines(["start", id]);
      }
    } catch (error) {
      const ways = this.aside.map(
        ({ name }) => `  docker rename ${asideName.of(name)} ${name}; docker start ${name}`,
      );
      return [
        `What ran before is its owner's and could not be put back: ${(error as Error).message}. Nothing of it was removed; once the cause is gone, its owner's next up makes it run, or:`,
        ...ways,
      ].join("\n");
    }
    return `What ran before was put back and is its owner's as before: ${names || "its network"}. Nothing was taken over.`;
  }

  /** A network as it was, unless it still is there; one that was made meanwhile goes. */
  private async again(network: NetworkInspect): Promise<void> {
    const { Name, Driver, Internal, EnableIPv6, Attachable, Options, Labels } = network;
    const there = await this.docker.lines(["network", "ls", "--no-trunc", "--format", "{{.ID}}\t{{.Name}}"]);
    const same = there.map((line) => line.split("\t")).filter(([, name]) => name === Name);
    const former = this.foreign.find(({ kind }) => kind === "network")?.id;
    if (same.some(([id]) => id === former)) return;
    for (const [id = ""] of same) await this.docker.remove("network", id);
    const each = (flag: string, values: Record<string, string> | null | undefined) =>
      Object.entries(values ?? {}).flatMap(([key, value]) => [flag, `${key}=${value}`]);
    await this.docker.lines([
      ...["network", "create", "--driver", Driver],
      ...(Internal ? ["--internal"] : []),
      ...(EnableIPv6 ? ["--ipv6"] : []),
      ...(Attachable ? ["--attachable"] : []),
      ...each("--opt", Options),
      ...each("--label", Labels),
      Name,
    ]);
  }

  private async connect(network: string, id: string, aliases: string[]): Promise<void> {
    const { NetworkSettings } = await this.inspect<ContainerInspect>("container", id);
    if (network in NetworkSettings.Networks) return;
    await this.docker.lines([
      ...["network", "connect", ...aliases.flatMap((alias) => ["--alias", alias])],
      ...[network, id],
    ]);
  }

  private async nameOf(id: string): Promise<string> {
    return (await this.inspect<{ Name: string }>("container", id)).Name.replace(/^\//, "");
  }

  private async inspect<T>(kind: "container" | "network", id: string): Promise<T> {
    const [json = "{}"] = await this.docker.lines([kind, "inspect", "--format", "{{json .}}", id]);
    return JSON.parse(json) as T;
  }
}
