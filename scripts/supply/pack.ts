import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { sumLine, sumOf } from "../command/checksums";
import { Failure } from "../command/fail";
import { findCli, pulumiHome } from "../pulumi/find-cli";
import { root } from "../settings/declaration";

/** The program, as far as a host needs it. */
const program = [
  ...["index.ts", "components", "programs", "assets", "scripts", "docs", "Pulumi.yaml", "Pulumi.dev.yaml"],
  ...[
    "Pulumi.prod.yaml",
    "Pulumi.agent.yaml",
    "package.json",
    "package-lock.json",
    "tsconfig.json",
    ".npmrc",
  ],
  ...[
    "README.md",
    "README.zh.md",
    "LICENSE",
    "CHANGELOG.md",
    "SECURITY.md",
    "SECURITY.zh.md",
    "node_modules",
  ],
];

/** Copies the program with its modules. */
export function packProgram(folder: string): void {
  for (const name of program) {
    const from = path.join(root, name);
    if (fs.existsSync(from)) copy(fs.realpathSync(from), path.join(folder, name));
  }
}

/**
 * Copies the Pulumi CLI, its language host and the plugins, of the versions that the modules say where there are several.
 *
 * @param plugins names and versions of plugins
 * @throws Failure naming what is not on this machine
 */
export function packCli(folder: string, plugins: { name: string; version: string }[]): void {
  const cli = realCli();
  fs.mkdirSync(folder, { recursive: true });
  for (const name of ["pulumi", "pulumi-language-nodejs"]) copy(beside(cli, name), path.join(folder, name));
  for (const { name, version } of plugins) {
    const file = `pulumi-resource-${name}`;
    const kept = path.join(pulumiHome(), "plugins", `resource-${name}-v${version}`, file);
    copy(fs.existsSync(kept) ? kept : beside(cli, file), path.join(folder, file));
  }
}

/** The launcher of `npm ci` is no CLI by itself: it says where it keeps one. */
function realCli(): string {
  const found = findCli();
  if (!found.startsWith(path.join(root, "node_modules"))) return fs.realpathSync(found);
  const ask = 'require("pulumi/lib/resolve").resolve().then((file) => process.stdout.write(file))';
  const { stdout } = spawnSync(process.execPath, ["-e", ask], { cwd: root, encoding: "utf8" });
  return fs.realpathSync(stdout.trim());
}

/** A program beside the CLI, or else on PATH, where the CLI looks, too. */
function beside(cli: string, name: string): string {
  const folders = [path.dirname(cli), ...(process.env.PATH ?? "").split(path.delimiter)];
  const found = folders.map((folder) => path.join(folder, name)).find((file) => fs.existsSync(file));
  if (found) return fs.realpathSync(found);
  throw new Failure(
    `${name} is not on this machine, so it cannot be brought along: run npm run up or npm run preview here once, which gets it. Nothing was written.`,
  );
}

/** With links inside kept as links. */
function copy(from: string, to: string): void {
  fs.cpSync(from, to, { recursive: true, verbatimSymlinks: true });
}

/** Writes `SHA256SUMS` over every file below a folder, as sha256sum reads it. Returns how many there are. */
export async function writeSums(folder: string): Promise<number> {
  const names = fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
  let lines = "";
  for (const name of names) lines += sumLine(await sumOf(path.join(folder, name)), name);
  fs.writeFileSync(path.join(folder, "SHA256SUMS"), lines);
  return names.length;
}
