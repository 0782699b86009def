import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../scripts/offline/project";

/** Where a zone's name begins in its file: behind a header, and its one kind of time. */
const nameAt = 44 + 6;

/** Which files of a folder the pipeline is told to take for history, by the zone that assets/promtail/history.sh wrote. */
export function oldFiles(zones: string, folder: string): string[] {
  const zone = path.join(zones, "old-files");
  if (!fs.existsSync(zone)) return [];
  const list = fs.readFileSync(zone).subarray(nameAt, -1).toString();
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names.filter((name) => list.includes(`|${hash(path.join(folder, name))}|`)).sort();
}

const hash = (name: string) => createHash("sha256").update(name).digest("hex").slice(0, 16);

/** Tells a pipeline of files as the entrypoint does. */
export function tellOld(zones: string, files: string[]): void {
  const script = `source ${root}/assets/promtail/history.sh; zones=$1; shift; for file; do old[$file]=1; done; tell_old`;
  const { status, stderr } = spawnSync("bash", ["-c", script, "bash", zones, ...files], { encoding: "utf8" });
  if (status !== 0) throw new Error(stderr);
}
