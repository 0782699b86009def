import * as fs from "node:fs";

import { docker } from "./docker";

/** MiB: what a process holds itself, that with its program file, and what docker stats shows. */
export interface Memory {
  process: number;
  resident: number;
  container: number;
}

/** The memory of a collector's container. */
export async function memoryOf(collector: string): Promise<Memory> {
  const status = await docker(
    ...["exec", collector, "bash", "-c"],
    // The entrypoint is the first process, the agent its child.
    "grep -lE '^Name:\\s+(promtail|alloy)$' /proc/[0-9]*/status | head -1 | xargs cat",
  );
  const usage = await docker("stats", "--no-stream", "--format", "{{.MemUsage}}", collector);
  const [, amount = "", unit] = /^([\d.]+)([KMG])iB/.exec(usage) ?? [];
  const kibibytes = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]);
  return {
    process: Math.round(kibibytes("RssAnon") / 1024),
    resident: Math.round(kibibytes("VmRSS") / 1024),
    container: Math.round(Number(amount) * (unit === "G" ? 1024 : unit === "K" ? 1 / 1024 : 1)),
  };
}

/** The number on this machine of a container's first process. */
export async function firstProcess(container: string): Promise<number> {
  return Number(await docker("inspect", "--format", "{{.State.Pid}}", container));
}

/** The number on this machine of the agent in a collector's container, which its entrypoint started. */
export async function agentProcess(collector: string): Promise<number> {
  const first = await firstProcess(collector);
  if (!fs.existsSync(`/proc/${first}`)) return first;
  const children = fs
    .readFileSync(`/proc/${first}/task/${first}/children`, "utf8")
    .split(" ")
    .filter(Boolean);
  const works = (pid: string) => /promtail|alloy/.test(fs.readFileSync(`/proc/${pid}/comm`, "utf8"));
  return Number(children.find(works) ?? first);
}

/** How much of its memory limit a container takes, in percent. */
export async function shareOf(container: string): Promise<number> {
  return parseFloat(await docker("stats", "--no-stream", "--format", "{{.MemPerc}}", container));
}
