import type { Proc } from "../shared/proc";
import type { Card } from "./card";

/** Memory of a card that has none of its own (GB10, Jetson): the host's. */
export function unifiedMemory(proc: Proc): Partial<Card> {
  const text = proc.read("meminfo") ?? "";
  const bytes = (name: string) => {
    const found = new RegExp(`^${name}:\\s*(\\d+) kB`, "m").exec(text)?.[1];
    return found === undefined ? undefined : Number(found) * 1024;
  };
  const [total, free] = [bytes("MemTotal"), bytes("MemAvailable")];
  if (total === undefined || free === undefined) return {};
  return { memory_total: total, memory_free: free, memory_used: total - free, unified: 1 };
}
