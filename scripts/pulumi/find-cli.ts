import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { Failure } from "../command/fail";
import { root } from "../settings/declaration";

/** A CLI on PATH is used as it is; else the launcher that came with `npm ci`, which downloads one. */
export function findCli(): string {
  // npm puts these in front, wherever it was called from: the launcher there must not hide an installed CLI.
  const launchers = path.join("node_modules", ".bin");
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(launchers));
  const found = folders.map((folder) => path.join(folder, "pulumi")).find((file) => fs.existsSync(file));
  if (found) return found;
  const launcher = path.join(root, launchers, "pulumi");
  const { status, stderr } = spawnSync(launcher, ["version"], { encoding: "utf8" });
  if (status === 0) return launcher;
  throw new Failure(
    "The Pulumi CLI is neither on PATH nor can it be downloaded" +
      `${stderr?.trim() ? ` (${stderr.trim().split("\n").pop()})` : ""}. ` +
      "Install it (https://www.pulumi.com/docs/install/), or on a host without internet unpack its archive into a folder on PATH. " +
      "`npm run render` works without it.",
  );
}
