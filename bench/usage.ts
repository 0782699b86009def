import * as fs from "node:fs";

import { docker } from "../tests/e2e/loss/docker";
import { usedBy } from "./processor";

/** What a container takes of this machine. */
export interface Usage {
  /** MiB that its processes hold themselves: no page cache, no program files. */
  memory: number;
  /** Seconds of processor time so far. */
  processor: number;
}

/** What a container takes now, all its processes together. */
export async function usageOf(container: string): Promise<Usage> {
  return usageBy(await processesOf(container));
}

/** What one process of this machine takes now, without those that it has started. */
export function usageOfProcess(pid: number): Usage {
  return usageBy([pid]);
}

/** The most memory that a container's processes of now hold while something goes on, which is waited for; MiB. */
export async function mostHeldBy(container: string, work: Promise<unknown>): Promise<number> {
  const processes = await processesOf(container);
  let most = 0;
  const look = () => (most = Math.max(most, usageBy(processes).memory));
  look();
  const timer = setInterval(look, 100);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  return most;
}

/** The numbers on this machine of a container's processes. */
async function processesOf(container: string): Promise<number[]> {
  const [, ...pids] = (await docker("top", container, "-eo", "pid")).split("\n");
  return pids.map(Number);
}

function usageBy(processes: readonly number[]): Usage {
  const usage = { memory: 0, processor: 0 };
  for (const pid of processes)
    try {
      const status = fs.readFileSync(`/proc/${pid}/status`, "utf8");
      usage.memory += Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
      usage.processor += usedBy(pid);
    } catch {
      // A check of health ended meanwhile.
    }
  return usage;
}
