import * as fs from "node:fs";
import * as path from "node:path";

import { sha256, sumOf } from "../command/checksums";
import { Failure } from "../command/fail";
import { fileNames, type Manifest, type Part, readManifest, untouched } from "./manifest";

/** A finished backup: a folder with a manifest, and every part it names as it was written. */
export class Archive {
  private constructor(
    readonly folder: string,
    readonly manifest: Manifest,
  ) {}

  /**
   * Reads what a backup says of itself.
   *
   * @throws Failure when the folder is no backup, one of another project, or newer than this program
   */
  static open(folder: string, project: string): Archive {
    const file = path.join(folder, fileNames.manifest);
    if (!fs.existsSync(folder))
      throw new Failure(
        `There is no backup ${folder}. ${untouched} Name the folder that \`npm run backup\` made.`,
      );
    if (!fs.existsSync(file))
      throw new Failure(
        `${folder} is no whole backup: it has no ${fileNames.manifest}, which is written last. ${untouched} Name the folder that \`npm run backup\` made, or take another backup.`,
      );
    const text = fs.readFileSync(file);
    const wanted = sums(path.join(folder, fileNames.sums)).get(fileNames.manifest);
    const manifest = readManifest(text.toString("utf8"), folder, project);
    if (sha256(text) !== wanted)
      throw new Failure(
        `${file} is damaged: its checksum is not the one in ${fileNames.sums}. ${untouched} Take another backup.`,
      );
    return new Archive(folder, manifest);
  }

  /**
   * Reads every part to its end.
   *
   * @throws Failure naming the first that is missing, cut off or not as it was written
   */
  async verify(): Promise<void> {
    const { parts } = this.manifest;
    if (!parts.some(({ file }) => file === fileNames.state))
      throw this.damaged(fileNames.state, "it is missing");
    // Cheap things first: a part that is missing is told at once, not after minutes.
    for (const { file, size } of parts) {
      const there = fs.statSync(this.path(file), { throwIfNoEntry: false });
      if (!there) throw this.damaged(file, "it is missing");
      if (there.size < size) throw this.damaged(file, `it is cut off after ${there.size} of ${size} bytes`);
      if (there.size > size) throw this.damaged(file, `it has ${there.size} bytes instead of ${size}`);
    }
    for (const { file, sha256: wanted } of parts)
      if ((await sumOf(this.path(file))) !== wanted)
        throw this.damaged(file, "its checksum is not the one in the manifest");
  }

  path(file: string): string {
    return path.join(this.folder, file);
  }

  /** Parts that are volumes, by whose they are. */
  volumes(): (Part & { role: string })[] {
    return this.manifest.parts.flatMap((part) => (part.role ? [{ ...part, role: part.role }] : []));
  }

  /** Names of the stack's own files in it. */
  stackFiles(): string[] {
    return this.manifest.parts.map(({ file }) => file).filter((file) => /^Pulumi\..+\.yaml$/.test(file));
  }

  private damaged(file: string, how: string): Failure {
    return new Failure(`${this.path(file)} is damaged: ${how}. ${untouched} Take another backup.`);
  }
}

/** The checksums in a file as `sha256sum` writes it, by name. */
function sums(file: string): Map<string, string> {
  if (!fs.existsSync(file)) return new Map();
  const lines = fs.readFileSync(file, "utf8").split("\n");
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [, sum, name] = /^([0-9a-f]{64}) [ *](.+)$/.exec(line) ?? [];
      return sum && name ? [[name, sum]] : [];
    }),
  );
}
