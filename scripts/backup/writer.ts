import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { sha256, sumLine } from "../command/checksums";
import { isAlive } from "../command/process";
import { fileNames, type Manifest, type Part } from "./manifest";

/**
 * A backup on its way: written under a name of its own, which it loses when it is whole. Readable by its user alone, as
 * Grafana's keys are in it.
 */
export class ArchiveWriter {
  private readonly half: string;
  private readonly parts: Part[] = [];

  /** @param folder it will have; its parent is made where it is missing */
  constructor(readonly folder: string) {
    const { dir, base } = path.parse(path.resolve(folder));
    fs.mkdirSync(dir, { recursive: true, mode: 0o700 });
    clearAbandoned(dir);
    this.half = path.join(dir, `.${base}.${process.pid}.partial`);
    fs.mkdirSync(this.half, { mode: 0o700 });
  }

  /** Writes a stream to its end. @param seen told how many bytes were written so far */
  async add(
    file: string,
    source: Readable,
    about: Pick<Part, "role">,
    seen: (bytes: number) => void,
  ): Promise<Part> {
    const hash = crypto.createHash("sha256");
    let size = 0;
    async function* counted(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        seen(size);
        yield chunk;
      }
    }
    await pipeline(source, counted, fs.createWriteStream(this.path(file), { mode: 0o600, flags: "wx" }));
    const part: Part = { file, sha256: hash.digest("hex"), size, ...about };
    this.parts.push(part);
    return part;
  }

  /** Adds what an archive holds to what is said of it. */
  describe(file: string, content: Pick<Part, "files" | "bytes">): Part {
    const part = this.parts.find((one) => one.file === file);
    if (!part) throw new Error(`${file} was not added`);
    return Object.assign(part, content);
  }

  addText(file: string, text: string): void {
    fs.writeFileSync(this.path(file), text, { mode: 0o600, flag: "wx" });
    const bytes = Buffer.from(text);
    this.parts.push({ file, sha256: sha256(bytes), size: bytes.length });
  }

  /** Writes what it says of itself, waits for the disk, and gives it its name. */
  finish(about: Omit<Manifest, "parts">): Manifest {
    const manifest: Manifest = { ...about, parts: this.parts };
    const text = `${JSON.stringify(manifest, undefined, 2)}\n`;
    fs.writeFileSync(this.path(fileNames.manifest), text, { mode: 0o600 });
    const sums = [...this.parts, { file: fileNames.manifest, sha256: sha256(text) }];
    const lines = sums.map((part) => sumLine(part.sha256, part.file));
    fs.writeFileSync(this.path(fileNames.sums), lines.join(""), { mode: 0o600 });
    for (const name of [...fs.readdirSync(this.half), "."]) sync(this.path(name));
    fs.renameSync(this.half, this.folder);
    sync(path.dirname(this.folder));
    return manifest;
  }

  /** Leaves nothing of it. */
  abandon(): void {
    fs.rmSync(this.half, { recursive: true, force: true });
  }

  private path(file: string): string {
    return path.join(this.half, file);
  }
}

/** What commands left that were killed. */
function clearAbandoned(folder: string): void {
  for (const name of fs.readdirSync(folder)) {
    const pid = /^\..+\.(\d+)\.partial$/.exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) fs.rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** A power cut must not leave a name without its content. */
function sync(file: string): void {
  const opened = fs.openSync(file, "r");
  try {
    fs.fsyncSync(opened);
  } finally {
    fs.closeSync(opened);
  }
}
