import * as fs from "node:fs";
import * as path from "node:path";

import { docker } from "../stand/docker";
import type { Stand } from "../stand/stand";

/** Text of every file below a folder, but those that are there to hold a secret. */
function filesBelow(folder: string, but: RegExp = /$nothing/): string {
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => !but.test(name) && fs.statSync(path.join(folder, name)).isFile())
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
}

/** Containers of a stack. */
function containers(stand: Stand): string[] {
  return docker("ps", "-a", "--format", "{{.Names}}")
    .split("\n")
    .filter((name) => name.startsWith(`${stand.prefix}-`));
}

/** What Docker says to whoever may ask it. */
export function saidByDocker(stand: Stand): Record<string, string> {
  const names = containers(stand);
  const volumes = docker("volume", "ls", "-q").split("\n");
  const own = volumes.filter((name) => name.startsWith(stand.prefix));
  return {
    "docker inspect of containers": docker("inspect", ...names),
    "docker inspect of volumes and network": docker("inspect", ...own, stand.prefix),
    "docker top": names.map((name) => docker("top", name, "-eo", "pid,args")).join("\n"),
    ...Object.fromEntries(names.map((name) => [`log of ${name}`, logOf(name)])),
  };
}

function logOf(name: string): string {
  const file = docker("inspect", "-f", "{{.LogPath}}", name);
  return fs.readFileSync(file, "utf8");
}

/** What is in the files that a user has, sends away, or looks at. */
export async function saidByFiles(stand: Stand): Promise<Record<string, string>> {
  const rendered = path.join(stand.folder, "rendered");
  const { output } = await stand.must("render", "--out", rendered);
  const configuration = fs.readdirSync(stand.folder).filter((name) => /^Pulumi\..*yaml$/.test(name));
  return {
    "the state, its history and backups": filesBelow(path.join(stand.folder, ".pulumi-state"), /^passphrase/),
    "the configuration": configuration
      .map((name) => fs.readFileSync(path.join(stand.folder, name), "utf8"))
      .join("\n"),
    "what render says": output,
    "what render writes": filesBelow(rendered),
  };
}

/** What commands print, also those that fail. */
export async function saidByCommands(stand: Stand, secret: string): Promise<Record<string, string>> {
  const commands: [string, ...string[]][] = [
    ["preview", "--diff"],
    ["up"],
    ["verify"],
    ["alert-test"],
    ["refresh"],
    ["sbom"],
    ["pulumi", "config"],
    ["pulumi", "stack", "output"],
    ["pulumi", "stack", "export"],
    // Refused: a secret that is to stand in clear, and one of a wrong form.
    ["pulumi", "config", "set", "webhookUrl", secret],
    ["pulumi", "config", "set", "--secret", "webhookUrl", secret],
    ["pulumi", "config", "set", "--path", "receivers[0].token", secret],
  ];
  const said: Record<string, string> = {};
  for (const [name, ...args] of commands) {
    const { output, code } = await stand.npm(name, ...args);
    said[["npm run", name, ...args.slice(0, 3)].join(" ")] = `${code}\n${output}`;
  }
  return said;
}

/** What Grafana says, to its administrator or to somebody who may look. */
export async function saidByGrafana(stand: Stand, who: { user: string; password: string }) {
  const authorization = `Basic ${Buffer.from(`${who.user}:${who.password}`).toString("base64")}`;
  const ask = async (place: string) => {
    const address = `http://127.0.0.1:${stand.ports.grafana}${place}`;
    return (await fetch(address, { headers: { authorization } })).text();
  };
  const found = JSON.parse(await ask("/api/search?limit=1000")) as { uid: string; type: string }[];
  const boards = found
    .filter(({ type }) => type === "dash-db")
    .map(({ uid }) => `/api/dashboards/uid/${uid}`);
  const provisioned = ["alert-rules", "contact-points", "templates", "mute-timings", "policies"];
  const places = [
    ...boards,
    ...provisioned.map((name) => `/api/v1/provisioning/${name}`),
    ...["/api/datasources", "/api/frontend/settings", "/api/admin/settings", "/api/annotations?limit=1000"],
    ...["config/api/v1/receivers", "config/api/v1/alerts", "api/v2/alerts"].map(
      (name) => `/api/alertmanager/grafana/${name}`,
    ),
    "/metrics",
  ];
  const answers: Record<string, string> = {};
  for (const place of places) answers[place] = await ask(place);
  return answers;
}
