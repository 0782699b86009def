import { spawnSync } from "node:child_process";

/** Ends this process and all it started when the one that started it is gone: its input ends then. */
export function endWithParent(): void {
  const end = () => {
    process.kill(-process.pid, "SIGINT");
    // In good order first; then at once.
    setTimeout(() => process.kill(-process.pid, "SIGINT"), 3_000).unref();
  };
  process.stdin.once("end", end).once("error", end).resume();
  process.stdin.unref();
}

/**
 * Whether a process of this host still does anything.
 *
 * @param program begins the name of what it runs; another one got the number after it, such as after a reboot. @default any
 */
export function isAlive(pid: number, program = ""): boolean {
  // A killed process keeps its number until somebody asks for its end: in a container without an init, for ever.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-o", "comm=", "-p", String(pid)], { encoding: "utf8" });
  const [, state = "", name] = /^\s*(\S+)\s+(.*?)\s*$/.exec(stdout ?? "") ?? [];
  if (state.startsWith("Z")) return false;
  // Some have the whole path here.
  if (name !== undefined && !(name.split("/").pop() ?? "").startsWith(program)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Whether a process of this host runs a command of this project, such as `up`; its number may be another's by now. */
export function runsCommand(pid: number, name: string): boolean {
  const { stdout } = spawnSync("ps", ["-o", "args=", "-p", String(pid)], { encoding: "utf8" });
  return isAlive(pid) && (stdout ?? "").includes(`scripts/${name}.ts`);
}
