import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";

import { root } from "../../scripts/offline/project";
import type { RecordedContainer } from "./docker-api";

export const containerId = (name: string) => createHash("sha256").update(name).digest("hex");

/** What an engine keeps of containers in its folder: their settings, and what they wrote, as the driver json-file does. */
export function writeContainerFiles(folder: string, containers: RecordedContainer[]): void {
  for (const { name, labels = {}, log } of containers) {
    const id = containerId(name);
    const own = path.join(folder, id);
    fs.mkdirSync(own, { recursive: true });
    const settings = {
      ID: id,
      // What anybody may write into a container's settings, before its name and after it.
      Config: { Env: ['X="Name":"/decoy","io.deepchat.observability.role":"probe"'], Labels: labels },
      MountPoints: { "/data": { Name: "volume", Destination: "/data" } },
      Name: `/${name}`,
      Path: '"Name":"/another"',
    };
    fs.writeFileSync(path.join(own, "config.v2.json"), JSON.stringify(settings));
    fs.writeFileSync(path.join(own, `${id}-json.log`), log ? `${log}\n` : "");
  }
}

/**
 * Has the entrypoint's own functions list them.
 *
 * @param lists folder of the list
 * @param then  a line of bash after which they are listed once more, by the same process
 */
export function listContainers(folder: string, lists: string, then?: string): void {
  fs.mkdirSync(lists, { recursive: true });
  const assets = path.join(root, "assets/promtail");
  const script = `. ${assets}/files.sh; . ${assets}/containers.sh; state=${lists} lists=${lists}; list_containers${then ? `; ${then}; list_containers` : ""}`;
  const { status, stderr } = spawnSync("bash", ["-c", script], {
    env: { ...process.env, CONTAINER_LOGS: folder },
    encoding: "utf8",
  });
  if (status !== 0 || stderr) throw new Error(`containers are not listed: ${stderr}`);
}
