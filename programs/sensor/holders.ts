import type { Proc } from "../shared/proc";
import type { App } from "./apps";
import { containerId } from "./container-id";
import type { Engine } from "./engine";

/** Who holds memory of a card: a container, or a process outside of any. */
export interface Holder {
  holder: string;
  kind: "container" | "process";
  image?: string;
  /** Of a container's processes the one that holds most. */
  process?: string;
  ours: 0 | 1;
  /** Bytes. */
  memory: number;
  pids: number;
}

/** What of all this is ours. */
export interface Ours {
  containers: RegExp;
  processes: RegExp;
}

/** Names who holds a card. */
export class Holders {
  /** @param proc where the host's processes are */
  constructor(
    private readonly proc: Proc,
    private readonly engine: Engine,
    private readonly ours: Ours,
  ) {}

  /** Of one card's processes, largest first. */
  async of(apps: App[]): Promise<Holder[]> {
    const found = apps.map((app) => ({ app, id: containerId(this.proc.read(`${app.pid}/cgroup`)) }));
    await this.engine.learn(found.flatMap(({ id }) => id ?? []));
    const groups = new Map<string, Holder>();
    const largestFirst = found.sort((a, b) => (b.app.memory ?? 0) - (a.app.memory ?? 0));
    for (const { app, id } of largestFirst) {
      const process = app.process ?? this.proc.read(`${app.pid}/comm`)?.trim();
      const named = id ? this.engine.named(id) : { name: process ?? `process ${app.pid}` };
      const key = id ?? `process ${named.name}`;
      const group = groups.get(key) ?? {
        holder: named.name,
        kind: id ? ("container" as const) : ("process" as const),
        image: "image" in named ? named.image : undefined,
        process,
        ours: 0 as const,
        memory: 0,
        pids: 0,
      };
      const isOurs = this.ours.processes.test(process ?? "") || (id && this.ours.containers.test(named.name));
      groups.set(key, {
        ...group,
        ours: group.ours || isOurs ? 1 : 0,
        memory: group.memory + (app.memory ?? 0),
        pids: group.pids + 1,
      });
    }
    return [...groups.values()].sort((a, b) => b.memory - a.memory);
  }
}

/** What the holders of a card are together, for its own line. */
export function summary(holders: Holder[]) {
  const sum = (ours: 0 | 1) =>
    holders.filter((each) => each.ours === ours).reduce((all, { memory }) => all + memory, 0);
  const other = holders.find(({ ours }) => ours === 0);
  return {
    held_ours: sum(1),
    held_others: sum(0),
    holder: other?.holder,
    holder_memory: other?.memory,
  };
}
