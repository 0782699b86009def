import * as fs from "node:fs";

/** Seconds of processor time that a process of this machine has used, after a stat file of /proc. */
export function usedBy(pid: number | "self"): number {
  const stat = fs.readFileSync(`/proc/${pid}/stat`, "utf8");
  // After the name in parentheses: state, ten fields, then user and system time in hundredths of a second.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

interface Reading {
  all: number;
  busy: number;
  ours: number;
}

function read(pids: (number | "self")[]): Reading {
  const [, ...times] = (fs.readFileSync("/proc/stat", "utf8").split("\n")[0] ?? "").split(/ +/).map(Number);
  // The fourth is idle, the fifth waits for a disk; from the ninth on are guests, which the first two contain.
  const all = times.slice(0, 8).reduce((a, b) => a + b, 0) / 100;
  const idle = ((times[3] ?? 0) + (times[4] ?? 0)) / 100;
  return { all, busy: all - idle, ours: pids.reduce<number>((total, pid) => total + usedBy(pid), 0) };
}

/**
 * Begins to watch; the function it returns says what share of the processors others than these processes have taken
 * since. It says none where the engine's processes are not to be seen.
 */
export function watchOthers(pids: (number | "self")[]): () => number {
  if (!pids.every((pid) => fs.existsSync(`/proc/${pid}/stat`))) return () => 0;
  const before = read(pids);
  return () => {
    const now = read(pids);
    const ours = now.ours - before.ours;
    return Math.max(0, now.busy - before.busy - ours) / (now.all - before.all);
  };
}
