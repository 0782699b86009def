import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { Failure } from "../command/fail";
import { root } from "../settings/declaration";
import { carriedCli } from "../supply/carried";

/** There is no CLI, and no way to get one. */
export class NoCli extends Failure {}

// npm puts these in front, wherever it was called from: the launcher there must not hide an installed CLI.
const launchers = path.join("node_modules", ".bin");

/** A program on PATH, launchers of packages apart. */
export function onPath(name: string): string | undefined {
  const folders = (process.env.PATH ?? "")
    .split(path.delimiter)
    .filter((folder) => !folder.endsWith(launchers));
  return folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
}

/** The CLI's own folder, where plugins and what the launcher downloaded are. */
export function pulumiHome(): string {
  return process.env.PULUMI_HOME ?? path.join(process.env.HOME ?? os.homedir(), ".pulumi");
}

/** A CLI that is on this machine: on PATH, or one that the launcher downloaded before. Downloads nothing. */
export function cliHere(): string | undefined {
  const { version } = JSON.parse(
    fs.readFileSync(path.join(root, "node_modules", "pulumi", "package.json"), "utf8"),
  ) as { version: string };
  const cached = path.join(pulumiHome(), "versions", process.env.PULUMI_VERSION || version, "bin", "pulumi");
  return onPath("pulumi") ?? (fs.existsSync(cached) ? cached : undefined);
}

/** A CLI on PATH is used as it is; else that of a bundle; else the launcher that came with `npm ci`, which downloads one. */
export function findCli(): string {
  const found = onPath("pulumi");
  if (found) return found;
  const carried = path.join(carriedCli, "pulumi");
  if (fs.existsSync(carried)) return carried;
  const launcher = path.join(root, launchers, "pulumi");
  const { status, stderr } = spawnSync(launcher, ["version"], { encoding: "utf8" });
  if (status === 0) return launcher;
  throw new NoCli(
    "The Pulumi CLI is neither on PATH nor can it be downloaded" +
      `${stderr?.trim() ? ` (${stderr.trim().split("\n").pop()})` : ""}. ` +
      "Install it (https://www.pulumi.com/docs/install/), or on a host without internet unpack its archive into a folder on PATH. " +
      "`preview` and `render` say without it what `up` would make.",
  );
}
