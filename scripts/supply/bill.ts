import { spawnSync } from "node:child_process";

import { partsOf } from "../../components/containers/parts";
import { inRegistry, tagOf } from "../../components/shared/images";
import { Failure } from "../command/fail";
import { readConfig } from "../offline/program";
import { project, root, stackConfig } from "../offline/project";
import { type Component, imageComponent, moduleComponent, pluginComponents } from "./components";
import { packageFile } from "./modules";

/** A software bill of materials as CycloneDX has it, as far as something is added to what npm makes. */
export interface Bill {
  metadata: { component: { name: string; version: string; type: string } };
  components: Component[];
  dependencies: { ref: string; dependsOn: string[] }[];
}

/**
 * What a stack consists of: modules by package-lock.json, the Pulumi CLI and its plugins, and images by the stack's own
 * configuration; those of containers that do not run in it are optional. Needs no network.
 *
 * @throws Failure where npm is too old to make one
 */
export async function billOf(stack: string): Promise<Bill> {
  const bill = modules();
  const file = packageFile();
  bill.metadata.component = { ...bill.metadata.component, name: file.name, type: "application" };
  const used = new Set(partsOf(await readConfig(stack)).map(({ image }) => image));
  const added = [
    ...pluginComponents(packageFile, Object.keys(file.dependencies ?? {})),
    ...imagesOf(stack).map((image) => imageComponent(image, used.has(image))),
  ];
  bill.components = [...bill.components.map(moduleComponent), ...added];
  const top = bill.dependencies.find(({ ref }) => ref === `${file.name}@${file.version}`);
  top?.dependsOn.push(...added.map((component) => component["bom-ref"]));
  bill.dependencies.push(...added.map((component) => ({ ref: component["bom-ref"], dependsOn: [] })));
  return bill;
}

/** Every image that a key of the stack names, once. */
function imagesOf(stack: string): string[] {
  const { name, config } = project();
  const { values } = stackConfig(stack);
  const registry = values[`${name}:imageRegistry`] ?? "";
  const keys = Object.keys(config).filter((key) => key.endsWith("Image"));
  const named = keys.map((key) => inRegistry(values[`${name}:${key}`] ?? "", registry));
  return [...new Set(named)].filter((image) => tagOf(image) !== "").sort();
}

function modules(): Bill {
  const args = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--omit", "dev"];
  const { status, stdout, stderr, error } = spawnSync("npm", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 << 20,
  });
  if (status !== 0)
    throw new Failure(
      `npm cannot list the modules (${error?.message ?? (stderr.trim().split("\n").at(-1) || "no word")}): npm 10 or later is needed for this command.`,
    );
  return JSON.parse(stdout) as Bill;
}
