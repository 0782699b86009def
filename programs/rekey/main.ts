import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { DatabaseSync } from "node:sqlite";

import { decrypt, encrypt } from "./envelope";

/**
 * Makes a new key for the secrets in Grafana's database, and a copy of that database for it. Grafana must not run. What is
 * there stays as it is: the entrypoint puts both in place at the next start, when the mark says that they are whole.
 *
 * What Grafana encrypts it encrypts with data keys, and those with this key: only they have to be written anew.
 */
const folder = process.env.GRAFANA_DATA ?? "/var/lib/grafana";
const at = (name: string) => path.join(folder, name);
/** A data key of Grafana's. */
const dataKeyLength = 16;
/** Whom a data key is encrypted by; with a key management service of the user's it is none of ours. */
const own = "secretKey.v1";

try {
  if (process.argv.includes("back")) back();
  else rekey();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}

function rekey(): void {
  clear();
  const key = fs.readFileSync(at(".secret-key"), "utf8").trim();
  const next = randomBytes(32).toString("base64");
  const copy = at("grafana.db.rotated");
  // By SQLite: it takes in what an unclean end left beside the file.
  const before = new DatabaseSync(at("grafana.db"));
  before.prepare("VACUUM INTO ?").run(copy);
  before.close();
  fs.chmodSync(copy, 0o640);

  const database = new DatabaseSync(copy);
  const rows = database.prepare("SELECT name, provider, encrypted_data FROM data_keys").all();
  const write = database.prepare("UPDATE data_keys SET encrypted_data = ? WHERE name = ?");
  database.exec("BEGIN");
  for (const { name, provider, encrypted_data: sealed } of rows) {
    if (provider !== own) continue;
    const dataKey = decrypt(Buffer.from(sealed as Uint8Array), key);
    if (dataKey.length !== dataKeyLength)
      throw new Error(`The data key ${String(name)} is no key: nothing was changed.`);
    write.run(encrypt(dataKey, next), name as string);
  }
  database.exec("COMMIT");
  const [check] = database.prepare("PRAGMA integrity_check").all();
  database.close();
  if (check?.integrity_check !== "ok")
    throw new Error("The copy of the database is damaged: nothing was changed.");

  fs.writeFileSync(at(".secret-key.rotated"), `${next}\n`, { mode: 0o600 });
  for (const name of ["grafana.db", ".secret-key"]) fs.copyFileSync(at(name), at(`${name}.before`));
  for (const name of ["grafana.db.rotated", ".secret-key.rotated", "grafana.db.before", ".secret-key.before"])
    flush(at(name));
  fs.writeFileSync(at(".rotated"), "");
  flush(folder);
  process.stdout.write(`${rows.length}\n`);
}

/** Has the next start bring back what was there before. */
function back(): void {
  for (const name of ["grafana.db", ".secret-key"])
    fs.renameSync(at(`${name}.before`), at(`${name}.rotated`));
  fs.writeFileSync(at(".rotated"), "");
  flush(folder);
}

/** What a rotation left that was cut off before it was whole. */
function clear(): void {
  if (fs.existsSync(at(".rotated"))) throw new Error("A rotation waits for Grafana's next start: npm run up");
  for (const name of ["grafana.db", ".secret-key"])
    for (const end of ["rotated", "before"]) fs.rmSync(at(`${name}.${end}`), { force: true });
}

function flush(file: string): void {
  const descriptor = fs.openSync(file, "r");
  fs.fsyncSync(descriptor);
  fs.closeSync(descriptor);
}
