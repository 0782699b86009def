import * as fs from "node:fs";
import * as path from "node:path";

import { stringify } from "yaml";

import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { evaluate, readConfig, type Registered } from "./offline/program";
import { root } from "./offline/project";

/** Writes everything `up` would create into a folder, secrets masked: to read before running, and to compare in a review. */
run(async () => {
  const { stack, out } = readArguments({
    name: "render",
    does: "Writes everything `up` would create into a folder, secrets masked: to read before running, and to compare in a\nreview. Needs Node.js alone.",
    flags: { out: { type: "string", help: "the folder (default: rendered/<stack>)" } },
    example: "--stack lab --out /tmp/lab",
  });
  const folder = path.resolve(out ?? path.join(root, "rendered", stack));
  // Only what an earlier render wrote may be replaced.
  const inside = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  if (inside.length > 0 && !inside.includes("resources.txt")) {
    throw new Failure(
      `${folder} is not empty and was not written by render: choose another folder with --out.`,
    );
  }
  await readConfig(stack);
  const resources = await evaluate(stack);
  const files = Object.fromEntries([["resources.txt", tree(resources)], ...resources.flatMap(render)]);

  fs.rmSync(folder, { recursive: true, force: true });
  for (const [name, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), content);
  }
  console.log(`${Object.keys(files).length} files of stack ${stack} in ${folder}`);
});

function tree(resources: Registered[]): string {
  return resources.map((r) => `${"  ".repeat(r.path.length)}${r.name}  ${r.type}\n`).join("");
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
