import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";

import { docker } from "./docker";
import type { Stand } from "./stand";

/** Every file of a stand's checkout by a sum of what is in it, and what of its stack is in Docker, with ids: what looking must not change. */
export function everything(stand: Stand) {
  const files = fs
    .readdirSync(stand.folder, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => path.join(entry.parentPath, entry.name));
  const sum = (file: string) => crypto.createHash("sha256").update(fs.readFileSync(file)).digest("hex");
  const own = (...args: string[]) =>
    docker(...args)
      .split("\n")
      .filter((line) => line.includes(stand.prefix))
      .sort();
  return {
    files: Object.fromEntries(files.map((file) => [file, sum(file)])),
    containers: own("ps", "-a", "--no-trunc", "--format", "{{.ID}} {{.Names}} {{.State}}"),
    networks: own("network", "ls", "--no-trunc", "--format", "{{.ID}} {{.Name}}"),
    volumes: own("volume", "ls", "--format", "{{.Name}}"),
  };
}
