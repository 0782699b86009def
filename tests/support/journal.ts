import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import type { Missing } from "./engine";

/** Fields of an entry as journald has them, such as `_SYSTEMD_UNIT`. */
export type JournalEntry = Record<string, string> & { MESSAGE: string };

/** What makes a journal's file of entries that came from elsewhere. */
const remote = "/usr/lib/systemd/systemd-journal-remote";

/** Says whether a journal can be made here. */
export function canMakeJournal(): Missing {
  return fs.existsSync(remote)
    ? undefined
    : `there is no ${remote} here (Debian: apt-get install systemd-journal-remote)`;
}

/** Makes a real journal of these entries, all of now, in a folder; trusted fields, too, which no service could write. */
export function makeJournal(folder: string, entries: JournalEntry[]): void {
  const now = Date.now() * 1000;
  const boot = "0123456789abcdef0123456789abcdef";
  const input = entries.flatMap((fields, at) => {
    const all = { __REALTIME_TIMESTAMP: now + at, __MONOTONIC_TIMESTAMP: 1 + at, _BOOT_ID: boot, ...fields };
    return [...Object.entries(all).map(([name, value]) => field(name, String(value))), Buffer.from("\n")];
  });
  const file = path.join(folder, "system.journal");
  const { status, stderr } = spawnSync(remote, ["-o", file, "-"], {
    input: Buffer.concat(input),
    encoding: "utf8",
  });
  if (status !== 0) throw new Error(`no journal: ${stderr}`);
}

/** A field in the journal's export format: a value of several lines stands behind its length. */
function field(name: string, value: string): Buffer {
  if (!value.includes("\n")) return Buffer.from(`${name}=${value}\n`);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(Buffer.byteLength(value)));
  return Buffer.concat([Buffer.from(`${name}\n`), length, Buffer.from(`${value}\n`)]);
}
