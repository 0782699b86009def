import * as fs from "node:fs";

/** Seconds of processor time that a process of this machine has used, after a stat file of /proc. */
export function usedBy(pid: number | "self"): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  // After the name in parentheses: state, ten fields, then user and system time in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** The same of a Loki, after what it says of itself. */
export async function processorOf(loki: string): Promise<number> {
  const metrics = await (await fetch(`${loki}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}
