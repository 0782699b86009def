import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { type Data, dataOf, untouched } from "./data";
import { fileIn } from "./found";
import type { Theirs } from "./theirs";
import { reading, type Worker } from "./worker";

/** Of every Grafana whose owner said nothing; anybody knows it. */
export const publicKey = "SW2YcwTIb9zpOOhoPsMm";

export interface TheirGrafana {
  users: number;
  dashboards: number;
  /** What it encrypts secrets in its database with. */
  secretKey: string;
}

/** @throws Failure naming what ours could not take over */
export async function readGrafana(
  docker: Docker,
  worker: Worker,
  container: Theirs,
): Promise<TheirGrafana & { from: Data }> {
  const { environment, name } = container;
  const ini =
    (await fileIn(docker, container, environment.GF_PATHS_CONFIG ?? "/etc/grafana/grafana.ini")) ?? "";
  const kind = environment.GF_DATABASE_TYPE ?? iniValue(ini, "database", "type") ?? "sqlite3";
  if (kind !== "sqlite3")
    throw new Failure(
      `${name} keeps its users and dashboards in ${kind}, and only SQLite in its data folder can be taken over. ${untouched}`,
    );
  const data = environment.GF_PATHS_DATA ?? iniValue(ini, "paths", "data") ?? "/var/lib/grafana";
  const from = dataOf(container, data);
  const seen = await worker.run<{ admin?: string; users: number; dashboards: number } | null>(
    ["look", from.path],
    `The database of ${name} cannot be read`,
    { mounts: [from.mount], capabilities: reading },
  );
  if (!seen) throw new Failure(`${name} has no database grafana.db in ${from.place}. ${untouched}`);
  if (seen.admin !== "admin")
    throw new Failure(
      `The first user of ${name} is called ${seen.admin ?? "nothing"}, and this program's is admin. ${untouched} Rename that user to admin in Grafana (Administration, Users); then adopt.`,
    );
  return {
    users: seen.users,
    dashboards: seen.dashboards,
    secretKey: await secretKey(docker, container, ini),
    from,
  };
}

async function secretKey(docker: Docker, container: Theirs, ini: string): Promise<string> {
  const { GF_SECURITY_SECRET_KEY: key, GF_SECURITY_SECRET_KEY__FILE: file } = container.environment;
  if (key) return key;
  if (!file) return iniValue(ini, "security", "secret_key") ?? publicKey;
  const text = (await fileIn(docker, container, file))?.trim();
  if (!text)
    throw new Failure(
      `The key of ${container.name} is not in ${file} of that container, as GF_SECURITY_SECRET_KEY__FILE says. ${untouched}`,
    );
  return text;
}

/** What an INI file says; a line that begins with a semicolon says nothing. */
export function iniValue(text: string, section: string, key: string): string | undefined {
  let at = "";
  for (const line of text.split(/\r?\n/)) {
    at = /^\s*\[(.+)\]\s*$/.exec(line)?.[1] ?? at;
    const [, name, value = ""] = /^\s*([\w.]+)\s*=\s*(.*?)\s*$/.exec(line) ?? [];
    if (at === section && name === key && value !== "") return value.replace(/^(["`]+)(.*)\1$/, "$2");
  }
  return undefined;
}
