import { spawnSync } from "node:child_process";

/** Whether a process of this host still does anything. */
export function isAlive(pid: number): boolean {
  // A killed process keeps its number until somebody asks for its end: in a container without an init, for ever.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  if (stdout?.trim().startsWith("Z")) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
