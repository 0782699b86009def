import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import { secretFields } from "../../components/receivers-config";
import type { Declared } from "./declared-types";
import { Failure } from "./fail";

/** The program's folder. */
export const root = path.join(__dirname, "..", "..");

interface Declaration extends Declared {
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
 * file. Encrypted values are masked. `raw` is the file's own part, keys without the project's name, as written there.
 *
 * @throws Failure when the stack has neither a file nor is the default one.
 */
export function stackConfig(stack: string): {
  values: Record<string, string>;
  secrets: string[];
  raw: Record<string, unknown>;
} {
  const { name, config } = project();
  const values: Record<string, string> = {};
  for (const [key, declared] of Object.entries(config)) {
    if (declared.default !== undefined) values[`${name}:${key}`] = encode(declared.default);
  }
  const secrets: string[] = [];
  const raw: Record<string, unknown> = {};
  const file = path.join(root, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) {
    throw new Failure(
      `There is no stack "${stack}": Pulumi.${stack}.yaml does not exist. Copy Pulumi.dev.yaml to that name, or choose one of: ${stacks().join(", ")}.`,
    );
  }
  const content = readYaml(file) as { config?: Record<string, unknown> };
  for (const [key, value] of Object.entries(content.config ?? {})) {
    const full = key.includes(":") ? key : `${name}:${key}`;
    if (full.startsWith(`${name}:`)) raw[full.slice(name.length + 1)] = value;
    const { clear, secret } = mask(value);
    values[full] = encode(clear);
    if (secret) secrets.push(full);
    if (full === `${name}:receivers`) refuseClearText(value);
  }
  return { values, secrets, raw };
}

/** A value with everything encrypted in it replaced, and whether there was any. */
function mask(value: unknown): { clear: unknown; secret: boolean } {
  if (value === null || typeof value !== "object") return { clear: value, secret: false };
  if ("secure" in value) return { clear: masked, secret: true };
  const entries = Object.entries(value).map(([key, entry]) => ({ key, ...mask(entry) }));
  const secret = entries.some((entry) => entry.secret);
  if (Array.isArray(value)) return { clear: entries.map(({ clear }) => clear), secret };
  return { clear: Object.fromEntries(entries.map(({ key, clear }) => [key, clear])), secret };
}

/** The CLI hides which fields of a list were encrypted once one is: only the file tells. */
function refuseClearText(list: unknown): void {
  const found = (Array.isArray(list) ? list : []).flatMap((entry: Record<string, unknown> | null, i) => {
    const open = (value: unknown) => typeof value === "string" && value !== "";
    const names = secretFields(String(entry?.type)).filter((name) => open(entry?.[name]));
    const headers = Object.entries(entry?.headers ?? {}).filter(([, value]) => open(value));
    return [...names, ...headers.map(([name]) => `headers.${name}`)].map((name) => `receivers[${i}].${name}`);
  });
  if (found.length === 0) return;
  const commands = found.map((key) => `npm run pulumi -- config set --secret --path '${key}' <value>`);
  throw new Failure(
    `Stored in clear text in the stack's file, but allowed encrypted only; set again with:\n  ${commands.join("\n  ")}`,
  );
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
