import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { stateFolder } from "../../components/config/owner";
import { isAlive } from "../command/process";

/**
 * Takes away the locks on a stack of commands of this machine that were killed: their processes do not exist any more.
 * Only a backend of files has locks that outlive them.
 *
 * @param backendUrl address of the backend; any but `file://` is left alone
 * @returns the number of a process of this machine that holds a lock on it, if there is one
 */
export function releaseDeadLocks(backendUrl: string, stack: string): number | undefined {
  const folder = stateFolder(backendUrl);
  if (!folder) return undefined;
  const locks = path.join(folder, ".pulumi", "locks");
  if (!fs.existsSync(locks)) return undefined;
  let alive: number | undefined;
  for (const name of fs.readdirSync(locks, { recursive: true, encoding: "utf8" })) {
    if (path.basename(path.dirname(name)) !== stack || !name.endsWith(".json")) continue;
    const lock = path.join(locks, name);
    const { pid, hostname } = readLock(lock);
    if (hostname !== os.hostname()) continue;
    if (isAlive(pid, "pulumi")) alive = pid;
    else fs.rmSync(lock, { force: true });
  }
  return alive;
}

/** One that is gone, or was cut off while it was written, is nobody's. */
function readLock(file: string): { pid: number; hostname: string } {
  try {
    return JSON.parse(fs.readFileSync(file, "utf8")) as { pid: number; hostname: string };
  } catch {
    return { pid: 0, hostname: "" };
  }
}
