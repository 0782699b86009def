import fs from "node:fs";
import path from "node:path";

const CHUNK = 64 * 1024;
/** One for all: a buffer a file and round would be the largest part of what the probe uses. */
let buffer = Buffer.alloc(CHUNK);

/**
 * A folder such as /proc. Its small files are read at once and never wait for anything; those that may (a command line waits
 * for a process that hangs in its memory) are not for this.
 */
export class Proc {
  constructor(readonly folder: string) {}

  /** A file's text; undefined where there is none, or where it may not be read. */
  read(name: string): string | undefined {
    try {
      return this.require(name);
    } catch {
      return undefined;
    }
  }

  /** A file's text. @throws what the system says */
  require(name: string): string {
    const file = fs.openSync(path.join(this.folder, name), "r");
    try {
      let length = 0;
      for (;;) {
        if (length === buffer.length) buffer = Buffer.concat([buffer], 2 * length);
        const more = fs.readSync(file, buffer, length, buffer.length - length, null);
        if (more === 0) return buffer.toString("utf8", 0, length);
        length += more;
      }
    } finally {
      fs.closeSync(file);
    }
  }
}
