import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import type { Registered } from "./program";
import { tree } from "./tree";

/** Everything a program asked for as files, by their paths, secrets masked. */
export function renderedFiles(resources: Registered[]): Record<string, string> {
  return Object.fromEntries([["resources.txt", tree(resources)], ...resources.flatMap(render)]);
}

/** A resource's files: those a container gets stand as they are, a dashboard as JSON, the rest as YAML. */
function render(resource: Registered): [string, string][] {
  const { inputs, name, type } = resource;
  const [area = "", kind = ""] = type.split(":").slice(-2);
  if (type === "docker:index/container:Container") {
    const { uploads = [], ...rest } = inputs as { uploads?: { file: string; content: string }[] };
    const folder = `containers/${name}`;
    return [
      ...uploads.map(({ file, content }): [string, string] => [`${folder}${file}`, content]),
      [`${folder}/container.yaml`, stringify({ ...rest, files: uploads.map(({ file }) => file) })],
    ];
  }
  if (kind === "Dashboard") {
    const dashboard = JSON.parse(inputs.configJson as string) as { uid: string };
    return [[`grafana/dashboards/${dashboard.uid}.json`, `${JSON.stringify(dashboard, null, 2)}\n`]];
  }
  if (type.startsWith("grafana:"))
    return [[`grafana/${area.split("/")[1] ?? kind}/${name}.yaml`, stringify(inputs)]];
  return [];
}

/** Writes files into a folder, with the folders in it that they need. @param mode @default what the user's usual one is */
export function writeFiles(folder: string, files: Record<string, string>, mode?: number): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(folder, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, text, { mode });
  }
}
