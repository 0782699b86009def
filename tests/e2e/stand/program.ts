import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import type { Missing } from "../../support/engine";

/** What a user's checkout consists of, as far as the commands need it. */
const parts = [
  "index.ts",
  "components",
  "programs",
  "assets",
  "scripts",
  "docs",
  // By these the doctor knows forms of lines.
  "tests/fixtures/logs",
  "package.json",
  "tsconfig.json",
  "Pulumi.yaml",
];

/** Puts the program as it stands in the work tree in a folder, in place of what was there of it; installed packages beside it. */
export function copyProgram(folder: string): void {
  clear(folder);
  for (const name of parts.filter((part) => fs.existsSync(path.join(root, part))))
    fs.cpSync(path.join(root, name), path.join(folder, name), { recursive: true });
}

/** The same for the program as it was at a commit. */
export function copyRevision(revision: string, folder: string): void {
  clear(folder);
  const there = parts.filter((part) => git("cat-file", "-e", `${revision}:${part}`).status === 0);
  const archive = execFileSync("git", ["archive", revision, ...there], { cwd: root, maxBuffer: 64 << 20 });
  execFileSync("tar", ["-x"], { cwd: folder, input: archive });
}

/** Says whether the history here reaches back to a commit. */
export function hasRevision(revision: string): Missing {
  return git("cat-file", "-e", `${revision}^{commit}`).status === 0
    ? undefined
    : `the history here does not reach back to ${revision.slice(0, 7)}`;
}

function git(...args: string[]) {
  return spawnSync("git", args, { cwd: root });
}

function clear(folder: string): void {
  for (const part of [...parts, "node_modules"])
    fs.rmSync(path.join(folder, part), { recursive: true, force: true });
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"));
}
