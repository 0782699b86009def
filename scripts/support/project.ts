import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { Failure } from "./fail";

/** The program's folder. */
export const root = path.join(__dirname, "..", "..");

interface Declaration {
  type: string;
  default?: unknown;
  description?: string;
}

/** Name and declared configuration of the project, from Pulumi.yaml. */
export function project(): { name: string; config: Record<string, Declaration> } {
  return parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as ReturnType<typeof project>;
}

/** What stands for a secret this process cannot decrypt; passes for a URL and for a password. */
export const masked = "https://masked.invalid/secret";

/**
 * The configuration the Pulumi CLI would hand to the program, read without the CLI: declared defaults, then the stack's
 * file. Encrypted values are masked.
 *
 * @throws Failure when the stack has neither a file nor is the default one.
 */
export function stackConfig(stack: string): { values: Record<string, string>; secrets: string[] } {
  const { name, config } = project();
  const values: Record<string, string> = {};
  for (const [key, declared] of Object.entries(config)) {
    if (declared.default !== undefined) values[`${name}:${key}`] = encode(declared.default);
  }
  const secrets: string[] = [];
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) {
    throw new Failure(
      `There is no stack "${stack}": Pulumi.${stack}.yaml does not exist. Copy Pulumi.dev.yaml to that name, or choose one of: ${stacks().join(", ")}.`,
    );
  }
  const content = readYaml(file) as { config?: Record<string, unknown> };
  for (const [key, value] of Object.entries(content.config ?? {})) {
    const full = key.includes(":") ? key : `${name}:${key}`;
    const secret = value !== null && typeof value === "object" && "secure" in value;
    values[full] = secret ? masked : encode(value);
    if (secret) secrets.push(full);
  }
  return { values, secrets };
}

function readYaml(file: string): unknown {
  try {
    return parse(fs.readFileSync(file, "utf8")) ?? {};
  } catch (error) {
    throw new Failure(`${path.basename(file)} is not valid YAML: ${(error as Error).message.split("\n")[0]}`);
  }
}

/** Stacks that have a file. */
export function stacks(): string[] {
  return fs
    .readdirSync(root)
    .map((name) => /^Pulumi\.(.+)\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
}

function encode(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
