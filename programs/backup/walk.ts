import fs from "node:fs";
import path from "node:path";

import type { Kept } from "./snapshot";
import { type Entry, header, padding } from "./tar";

/** What is read at once, in bytes; a file of up to that size may also change its length. */
const PIECE = 1 << 20;

/** Counts what went into an archive. */
export interface Count {
  files: number;
  bytes: number;
}

/** The root of a volume: it belongs to its program's user, as what is in it does. */
export function* rootEntry(root: string): Generator<Buffer> {
  yield header(entryOf(".", fs.statSync(root), 0));
}

/** What was kept at one moment, as parts of an archive. Closes the files. */
export async function* keptFiles(kept: Kept[], count: Count): AsyncGenerator<Buffer> {
  for (const { name, stats, file } of kept) {
    if (file === undefined) yield header(entryOf(name, stats, 0));
    else {
      yield* content(name, file, stats, stats.size, count);
      fs.closeSync(file);
    }
  }
}

/** A volume's files as they are when it is their turn; what goes meanwhile is left out. @param skip what is not wanted, by its path */
export async function* walk(
  root: string,
  skip: (name: string) => boolean,
  count: Count,
  folder = "",
): AsyncGenerator<Buffer> {
  for (const { name: base } of await entries(path.join(root, folder))) {
    const name = path.join(folder, base);
    if (skip(name)) continue;
    const stats = await fs.promises.lstat(path.join(root, name)).catch(gone);
    if (stats?.isDirectory()) {
      yield header(entryOf(name, stats, 0));
      yield* walk(root, skip, count, name);
    } else if (stats?.isSymbolicLink()) {
      const target = await fs.promises.readlink(path.join(root, name)).catch(gone);
      if (target !== undefined) yield header({ ...entryOf(name, stats, 0), kind: "link", target });
    } else if (stats?.isFile()) yield* oneFile(path.join(root, name), name, count);
  }
}

/** A file under another name in the archive. @param like whose owner, mode and time it gets. @default its own */
export async function* oneFile(
  from: string,
  name: string,
  count: Count,
  like?: fs.Stats,
): AsyncGenerator<Buffer> {
  const file = await fs.promises.open(from, "r").catch(gone);
  if (!file) return;
  try {
    const stats = await file.stat();
    if (stats.size > PIECE) yield* content(name, file.fd, like ?? stats, stats.size, count);
    else {
      const text = await file.readFile();
      yield header(entryOf(name, like ?? stats, text.length));
      yield text;
      yield padding(text.length);
      add(count, text.length);
    }
  } finally {
    await file.close();
  }
}

/** The first bytes of an open file: what it got since is not wanted. @throws Error when it has become shorter */
async function* content(
  name: string,
  file: number,
  stats: fs.Stats,
  size: number,
  count: Count,
): AsyncGenerator<Buffer> {
  yield header(entryOf(name, stats, size));
  for (let at = 0; at < size;) {
    const piece = Buffer.allocUnsafe(Math.min(PIECE, size - at));
    const length = await read(file, piece, at);
    if (length === 0) throw new Error(`${name} became shorter while it was read`);
    yield piece.subarray(0, length);
    at += length;
  }
  yield padding(size);
  add(count, size);
}

function read(file: number, into: Buffer, at: number): Promise<number> {
  return new Promise((resolve, reject) => {
    fs.read(file, into, 0, into.length, at, (error, length) => (error ? reject(error) : resolve(length)));
  });
}

async function entries(folder: string): Promise<fs.Dirent[]> {
  return (await fs.promises.readdir(folder, { withFileTypes: true }).catch(gone)) ?? [];
}

function entryOf(name: string, stats: fs.Stats, size: number): Entry {
  const { mode, uid, gid, mtimeMs } = stats;
  return { name, kind: stats.isDirectory() ? "folder" : "file", mode, uid, gid, mtime: mtimeMs / 1000, size };
}

function add(count: Count, bytes: number): void {
  count.files++;
  count.bytes += bytes;
}

/** Files go while others are read; anything else is a fault. */
function gone(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
