import fs from "node:fs";

/** More than any database has: all in one step, so that no write in between makes it begin anew. */
const ALL_PAGES = 2 ** 31 - 1;

type Sqlite = typeof import("node:sqlite");

/** Not there in every Node.js that the probe runs on. @throws Error saying which has it */
export async function sqlite(): Promise<Sqlite> {
  const found = await import("node:sqlite").catch(() => undefined);
  if (typeof found?.backup === "function") return found;
  throw new Error(
    `Node.js ${process.versions.node} cannot copy a database: probeImage needs 22.16, 23.8 or later`,
  );
}

/** A database as it is at one moment, by SQLite's own copy, while its program goes on. @throws Error when it is damaged: its copy would be, too */
export async function copyDatabase(original: string, copy: string): Promise<void> {
  const { backup, DatabaseSync } = await sqlite();
  fs.rmSync(copy, { force: true });
  const database = new DatabaseSync(original, { readOnly: true, timeout: 30_000 });
  await backup(database, copy, { rate: ALL_PAGES });
  database.close();
  check(copy, DatabaseSync);
}

function check(copy: string, DatabaseSync: Sqlite["DatabaseSync"]): void {
  const database = new DatabaseSync(copy, { readOnly: true });
  const [found] = database.prepare("PRAGMA quick_check(1)").all() as { quick_check: string }[];
  database.close();
  if (found?.quick_check !== "ok")
    throw new Error(`Grafana's database is damaged: ${found?.quick_check ?? "no answer"}`);
}
