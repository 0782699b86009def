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
  const said = (section: string, key: string, otherwise: string) => {
    const variable = environment[`GF_${section}_${key}`.toUpperCase()];
    return expanded(
      docker,
      container,
      `${section}.${key}`,
      variable ?? iniValue(ini, section, key) ?? otherwise,
    );
  };
  const kind = await said("database", "type", "sqlite3");
  if (kind !== "sqlite3")
    throw new Failure(
      `${name} keeps its users and dashboards in ${kind}, and only SQLite in its data folder can be taken over. ${untouched}`,
    );
  const data = await said("paths", "data", "/var/lib/grafana");
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
    secretKey: (await keyFile(docker, container)) ?? (await said("security", "secret_key", publicKey)),
    from,
  };
}

/** What the image's own start puts into GF_SECURITY_SECRET_KEY. */
async function keyFile(docker: Docker, container: Theirs): Promise<string | undefined> {
  const { GF_SECURITY_SECRET_KEY: key, GF_SECURITY_SECRET_KEY__FILE: file } = container.environment;
  return key || !file ? undefined : told(docker, container, file, "GF_SECURITY_SECRET_KEY__FILE");
}

/**
 * A value as Grafana takes it: with what its environment and files hold in place of `$__env{…}`, `${…}` and `$__file{…}`.
 *
 * @param where its section and key, for people
 */
async function expanded(
  docker: Pick<Docker, "cli">,
  container: Theirs,
  where: string,
  value: string,
): Promise<string> {
  const parts = await Promise.all(
    value.split(/(\$(?:__\w+)?\{[^}]+\})/).map(async (part, at) => {
      // What splits stands at every second place.
      const [, kind, name = ""] = (at % 2 === 1 && /^\$(\w*)\{(.+)\}$/s.exec(part)) || [];
      if (kind === undefined) return part;
      if (kind === "" || kind === "__env") return container.environment[name] ?? "";
      if (kind === "__file") return told(docker, container, name, where);
      throw new Failure(
        `${container.name} has ${where} from $${kind}, which cannot be asked from here. ${untouched} Give it by $__file{…} or in the environment; then adopt.`,
      );
    }),
  );
  return parts.join("");
}

/** What a file that something names says. */
async function told(
  docker: Pick<Docker, "cli">,
  container: Theirs,
  file: string,
  where: string,
): Promise<string> {
  const text = (await fileIn(docker, container, file))?.trim();
  if (text) return text;
  throw new Failure(
    `What ${where} of ${container.name} says is not in ${file} of that container. ${untouched}`,
  );
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
