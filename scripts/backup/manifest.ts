import * as fs from "node:fs";
import * as path from "node:path";

import * as v from "valibot";

import { Failure } from "../command/fail";
import { root } from "../offline/project";

/** How backups are laid out; a higher number is one that this program cannot read. */
export const FORMAT = 1;

/** Names of a backup's files beside its parts. */
export const fileNames = { manifest: "manifest.json", sums: "SHA256SUMS", state: "state.json" } as const;

/** This program's version. */
export function programVersion(): string {
  return (JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as { version: string })
    .version;
}

const whole = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** A file of the backup's folder, never of another. */
const name = v.pipe(v.string(), v.regex(/^[\w][\w.-]*$/));

const schema = v.object({
  format: whole,
  /** Version of the program that made it. */
  program: v.string(),
  project: v.string(),
  stack: v.string(),
  /** Value of the label `host`. */
  host: v.string(),
  /** When the volumes began to be read, as ISO 8601. */
  time: v.string(),
  /** Images that ran, by role. */
  images: v.record(v.string(), v.string()),
  parts: v.array(
    v.object({
      file: name,
      sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
      /** Bytes of the file. */
      size: whole,
      /** Whose volume it is; undefined: state or a stack's file. */
      role: v.optional(v.string()),
      /** Files in it, and their bytes. */
      files: v.optional(whole),
      bytes: v.optional(whole),
    }),
  ),
});

/** What a backup says of itself. */
export type Manifest = v.InferOutput<typeof schema>;
export type Part = Manifest["parts"][number];

/**
 * Reads a manifest.
 *
 * @param folder of the backup, for people
 * @throws Failure when it is none, of another project, or newer than this program
 */
export function readManifest(text: string, folder: string, project: string): Manifest {
  const place = path.join(folder, fileNames.manifest);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw new Failure(`${place} is damaged: it is no JSON. ${untouched} Take another backup.`);
  }
  // Before anything else: what a newer program writes is not for this one to judge.
  const { format, program } = (json ?? {}) as { format?: unknown; program?: unknown };
  if (typeof format === "number" && format > FORMAT)
    throw new Failure(
      `${folder} was made by a newer version of this program (${String(program)}, format ${format}; this one is ${programVersion()} and reads format ${FORMAT}). ${untouched} Update this program (git pull, npm ci), then restore.`,
    );
  const { success, output, issues } = v.safeParse(schema, json);
  if (!success)
    throw new Failure(
      `${place} is no manifest of a backup: ${issues[0] ? `${v.getDotPath(issues[0]) ?? "it"}: ${issues[0].message}` : "it is empty"}. ${untouched} Take another backup.`,
    );
  if (output.project !== project)
    throw new Failure(
      `${folder} is a backup of the project ${output.project}, and this is ${project}. ${untouched} Restore it with the program that made it.`,
    );
  return output;
}

/** What every refusal says. */
export const untouched = "Nothing was changed.";
