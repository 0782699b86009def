import fs from "node:fs";
import path from "node:path";

import { copyDatabase, sqlite } from "../shared/database";
import { copyTree, type Owner } from "./copy";

const DATABASE = "grafana.db";

/** What somebody wants to know of a Grafana's database before it is taken over. */
export interface Seen {
  /** Login of the user with the number 1, whose password our entrypoint sets; undefined: there is none. */
  admin?: string;
  users: number;
  dashboards: number;
}

/** Looks into the database of a Grafana that may run. */
export async function look(root: string): Promise<Seen | undefined> {
  const file = path.join(root, DATABASE);
  if (!fs.existsSync(file)) return undefined;
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(file, { readOnly: true, timeout: 30_000 });
  const number = (sql: string) => Number(database.prepare(sql).get()?.n ?? 0);
  const admin = database.prepare('SELECT login FROM "user" WHERE id = 1').get()?.login;
  const users = number(
    'SELECT count(*) AS n FROM "user" WHERE is_service_account = 0 OR is_service_account IS NULL',
  );
  const dashboards = has(database, "resource")
    ? number(
        `SELECT count(*) AS n FROM (SELECT uid AS name FROM dashboard WHERE is_folder = 0 AND deleted IS NULL
         UNION SELECT name FROM resource WHERE resource = 'dashboards')`,
      )
    : number("SELECT count(*) AS n FROM dashboard WHERE is_folder = 0");
  database.close();
  return { admin: typeof admin === "string" ? admin : undefined, users, dashboards };
}

/**
 * Copies the data of a Grafana that may run, and makes them those of one without files of provisioning: what came from
 * such files is the users' own from now on, or Grafana would delete it, and datasources ask our Loki.
 *
 * @param addresses of the former Loki, as datasources may have it
 */
export async function copyGrafana(
  from: string,
  to: string,
  owner: Owner,
  addresses: string[],
  url: string,
): Promise<void> {
  const { uid, gid } = owner;
  await fs.promises.chown(to, uid, gid);
  const copy = path.join(to, DATABASE);
  await copyDatabase(path.join(from, DATABASE), copy);
  await fs.promises.chown(copy, uid, gid);
  await fs.promises.chmod(copy, 0o640);
  // Beside the database are its journals, which belong to the running one.
  await copyTree(from, to, owner, (name) => !name.startsWith(DATABASE) && name !== "lost+found");
  await ownFromNowOn(copy, addresses, url);
}

/** What a resource says of the file it came from, as paths in its JSON. */
const provisioned = ["managedBy", "managerId", "sourcePath", "sourceChecksum", "sourceTimestamp"].map(
  (name) => `'$.metadata.annotations."grafana.app/${name}"'`,
);

async function ownFromNowOn(file: string, addresses: string[], url: string): Promise<void> {
  const { DatabaseSync } = await sqlite();
  const database = new DatabaseSync(file);
  if (has(database, "dashboard_provisioning")) database.exec("DELETE FROM dashboard_provisioning");
  if (has(database, "provenance_type"))
    database.exec("DELETE FROM provenance_type WHERE provenance = 'file'");
  // Since Grafana 12 a dashboard is a resource that says itself where it came from.
  for (const table of ["resource", "resource_history"])
    if (has(database, table))
      database.exec(
        `UPDATE ${table} SET value = json_remove(value, ${provisioned.join(", ")}) WHERE value LIKE '%classic-file-provisioning%'`,
      );
  database.exec("UPDATE data_source SET read_only = 0");
  const places = addresses.map(() => "?").join(", ");
  database
    .prepare(`UPDATE data_source SET url = ? WHERE type = 'loki' AND rtrim(url, '/') IN (${places})`)
    .run(url, ...addresses);
  database.close();
}

function has(
  database: { prepare: (sql: string) => { get: (name: string) => unknown } },
  table: string,
): boolean {
  return (
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?").get(table) !== undefined
  );
}
