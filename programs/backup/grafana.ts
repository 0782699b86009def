import fs from "node:fs";
import path from "node:path";

import { type Count, oneFile, walk } from "./walk";

const DATABASE = "grafana.db";
/** More than any database has: all in one step, so that no write in between makes it begin anew. */
const ALL_PAGES = 2 ** 31 - 1;

/** Grafana's volume while it runs: its database by SQLite's own copy, then the rest, its keys among it. */
export async function* grafana(root: string, count: Count): AsyncGenerator<Buffer> {
  const original = path.join(root, DATABASE);
  if (fs.existsSync(original)) {
    const { backup, DatabaseSync } = await sqlite();
    const copy = path.join(fs.mkdtempSync("/tmp/grafana-"), DATABASE);
    const database = new DatabaseSync(original, { readOnly: true, timeout: 30_000 });
    await backup(database, copy, { rate: ALL_PAGES });
    database.close();
    check(copy, DatabaseSync);
    yield* oneFile(copy, DATABASE, count, fs.statSync(original));
    fs.rmSync(path.dirname(copy), { recursive: true });
  }
  // Beside the database are its journals, which belong to the running one.
  yield* walk(root, (name) => name === ".restoring" || name.startsWith(DATABASE), count);
}

type Sqlite = typeof import("node:sqlite");

/** Not there in every Node.js that the probe runs on. @throws Error saying which has it */
async function sqlite(): Promise<Sqlite> {
  const found = await import("node:sqlite").catch(() => undefined);
  if (typeof found?.backup === "function") return found;
  throw new Error(
    `Node.js ${process.versions.node} cannot copy a database: probeImage needs 22.16, 23.8 or later`,
  );
}

/** @throws Error when the database is damaged: its copy would be, too */
function check(copy: string, DatabaseSync: Sqlite["DatabaseSync"]): void {
  const database = new DatabaseSync(copy, { readOnly: true });
  const [found] = database.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  database.close();
  if (found?.quick_check !== "ok")
    throw new Error(`Grafana's database is damaged: ${found?.quick_check ?? "no answer"}`);
}
