import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import * as v from "valibot";

import { programVersion } from "../backup/manifest";
import { root } from "../offline/project";
import { localFolder } from "../pulumi/backend";

export const programSchema = v.object({
  version: v.string(),
  /** Of the checkout; undefined: it is none, such as an unpacked bundle. */
  commit: v.optional(v.string()),
});

/** Which program made a stack. */
export type Program = v.InferOutput<typeof programSchema>;

/** The program that runs now. */
export function thisProgram(): Program {
  const git = (...args: string[]) => spawnSync("git", args, { cwd: root, encoding: "utf8" });
  // A folder inside somebody else's checkout is none of ours.
  const top = git("rev-parse", "--show-toplevel");
  const own = top.status === 0 && fs.realpathSync(top.stdout.trim()) === fs.realpathSync(root);
  const commit = own ? git("rev-parse", "HEAD").stdout.trim() : "";
  return { version: programVersion(), ...(commit ? { commit } : {}) };
}

/** For people, such as `0.1.0 (1a2b3c4)`. */
export function named({ version, commit }: Program): string {
  return commit ? `${version} (${commit.slice(0, 7)})` : version;
}

/** Notes that this program has brought a stack up. */
export function rememberProgram(stack: string, folder = localFolder): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(file(stack, folder), `${JSON.stringify(thisProgram())}\n`);
}

/** The program that brought a stack up last, from this folder; undefined: not known. */
export function lastProgram(stack: string, folder = localFolder): Program | undefined {
  try {
    return v.parse(programSchema, JSON.parse(fs.readFileSync(file(stack, folder), "utf8")));
  } catch {
    // Made before it was noted.
    return undefined;
  }
}

function file(stack: string, folder: string): string {
  return path.join(folder, `${stack}.program.json`);
}
