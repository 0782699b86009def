import fs from "node:fs";
import path from "node:path";

import { copyTree, makeFolder, type Owner } from "./copy";

/** What Loki writes to all the time: lines that are in no chunk yet, and the index of those that came last. */
const FIRST = ["wal", "boltdb-shipper-active", "tsdb-shipper-active", "chunks/index"];
/** What Loki makes anew: working folders and caches. */
const LEFT_OUT = ["compactor", "boltdb-shipper-cache", "boltdb-shipper-compactor", "tsdb-shipper-cache"];

/** Of the command, for what is needed until the copy is ours. */
const WORKING = ".adopting";

/** So often a moment is looked for in which nothing changes, and milliseconds between two attempts. */
const ATTEMPTS = 120;
const PAUSE = 500;

/**
 * Lines and index as they are at one moment, while Loki goes on: they are copied again until nothing has changed meanwhile.
 * An index is written in place; a write-ahead log only grows, and what is cut off at its end was not there yet.
 *
 * @throws Error where there is no such moment
 */
export async function copyFirst(from: string, to: string, owner: Owner): Promise<number> {
  const { uid, gid } = owner;
  await fs.promises.chown(to, uid, gid);
  await makeFolder(path.join(to, WORKING), owner);
  for (let left = ATTEMPTS; left > 0; left--) {
    const before = state(from);
    let bytes = 0;
    for (const name of FIRST) {
      remove(to, name);
      await makeFolder(path.join(to, name), owner);
      bytes += await copyTree(path.join(from, name), path.join(to, name), owner);
    }
    if (state(from) === before) return bytes;
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
  throw new Error("its index is written to all the time, so that no moment of it can be copied");
}

/** What tells whether something changed: files that are there, and when those of the index were written to. */
function state(root: string): string {
  const of = (folder: string): string[] =>
    list(path.join(root, folder)).flatMap((base) => {
      const name = path.join(folder, base);
      const stats = fs.lstatSync(path.join(root, name), { throwIfNoEntry: false });
      if (stats?.isDirectory()) return of(name);
      return stats && !name.startsWith("wal/") ? `${name} ${stats.size} ${stats.mtimeMs}` : name;
    });
  return FIRST.flatMap(of).sort().join("\n");
}

/** All else, while Loki goes on: a chunk is written once, and one that the index above does not name is never read. */
export function copyRest(from: string, to: string, owner: Owner): Promise<number> {
  return copyTree(from, to, owner, (name) => ![...FIRST, ...LEFT_OUT, "lost+found"].includes(name));
}

/**
 * Takes out of a copy what its index says of a day and later, with the chunks that only that index names: those lines are
 * stored anew, in another form, under the very names. Its write-ahead log goes, too: Loki has written it to chunks.
 *
 * @param from the day's beginning, in milliseconds
 */
export function cutOff(root: string, prefixes: string[], from: number): void {
  const first = Math.floor(from / DAY);
  for (const folder of ["chunks/index", "boltdb-shipper-active", "tsdb-shipper-active"])
    for (const table of list(path.join(root, folder))) {
      const prefix = prefixes.find((one) => table.startsWith(one) && /^\d+$/.test(table.slice(one.length)));
      if (prefix !== undefined && Number(table.slice(prefix.length)) >= first) remove(root, folder, table);
    }
  for (const name of fs.readdirSync(path.join(root, "chunks"), { recursive: true, encoding: "utf8" }))
    if (!name.startsWith("index/") && (beginOf(name) ?? 0) >= from) remove(root, "chunks", name);
  for (const name of [
    "wal",
    "tsdb-shipper-active",
    "boltdb-shipper-cache",
    "tsdb-shipper-cache",
    "compactor",
  ])
    remove(root, name);
}

/** When a chunk begins, in milliseconds, by its name: `fake/<stream>:<from>:<through>:<checksum>`, in base64. */
function beginOf(name: string): number | undefined {
  const words = Buffer.from(path.basename(name), "base64").toString("latin1").split("/").pop();
  const found = /(?:^|:)([0-9a-f]{10,12}):[0-9a-f]{10,12}:[0-9a-f]{1,8}$/.exec(words ?? "");
  return found?.[1] === undefined ? undefined : parseInt(found[1], 16);
}

const DAY = 86_400_000;

export function remove(...parts: string[]): void {
  fs.rmSync(path.join(...parts), { recursive: true, force: true });
}

function list(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder) : [];
}
