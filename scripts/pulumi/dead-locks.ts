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
 */
export function releaseDeadLocks(backendUrl: string, stack: string): void {
  const folder = stateFolder(backendUrl);
  if (!folder) return;
  const locks = path.join(folder, ".pulumi", "locks");
  if (!fs.existsSync(locks)) return;
  for (const name of fs.readdirSync(locks, { recursive: true, encoding: "utf8" })) {
    if (path.basename(path.dirname(name)) !== stack || !name.endsWith(".json")) continue;
    const lock = path.join(locks, name);
    const { pid, hostname } = JSON.parse(fs.readFileSync(lock, "utf8")) as {
      pid: number;
      hostname: string;
    };
    if (hostname === os.hostname() && !isAlive(pid)) fs.rmSync(lock);
  }
}
