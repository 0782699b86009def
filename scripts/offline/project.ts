import * as fs from "node:fs";

import { inClear } from "../../components/config/clear-text";
import type { Mistake } from "../../components/config/error";
import { masked } from "../../components/config/masked";
import { secretFields } from "../../components/receivers";
import { Failure } from "../command/fail";
import { project, root } from "../settings/declaration";
import { StackFiles } from "../settings/stack-files";

export { project, root } from "../settings/declaration";

export { masked };

/** A stack's own configuration: keys with their namespace, values as they stand, what is encrypted as `{ secure }`. */
export type StackTree = Record<string, unknown>;

/** What the Pulumi CLI would hand to the program. */
export interface Handed {
  values: Record<string, string>;
  secrets: string[];
  /** What the CLI does not say: secrets that stand in clear in a list. */
  mistakes: Mistake[];
  /** The stack's own part, keys without the project's name, as written. */
  raw: Record<string, unknown>;
}

/**
 * A stack's own configuration, from its file.
 *
 * @throws Failure when the stack has no file, or one that cannot be read
 */
export function stackTree(stack: string): StackTree {
  const files = new StackFiles(stack);
  if (!files.exist()) {
    throw new Failure(
      `There is no stack "${stack}": Pulumi.${stack}.yaml does not exist. Copy Pulumi.dev.yaml to that name, or choose one of: ${stacks().join(", ")}.`,
    );
  }
  return files.content().config ?? {};
}

/**
 * The configuration the Pulumi CLI would hand to the program, read without the CLI: declared defaults, then the stack's
 * own. Encrypted values are masked.
 *
 * @throws Failure when the stack has no file, or one that cannot be read
 */
export function stackConfig(stack: string, own: StackTree = stackTree(stack)): Handed {
  const { name, config } = project();
  const values: Record<string, string> = {};
  for (const [key, declared] of Object.entries(config)) {
    if (declared.default !== undefined) values[`${name}:${key}`] = encode(declared.default);
  }
  const secrets: string[] = [];
  const mistakes: Mistake[] = [];
  const raw: Record<string, unknown> = {};
  for (const [full, value] of Object.entries(own)) {
    if (full.startsWith(`${name}:`)) raw[full.slice(name.length + 1)] = value;
    if (full === `${name}:receivers`) mistakes.push(...receiversInClear(value, stack));
    const { clear, secret } = mask(value);
    values[full] = encode(clear);
    if (secret) secrets.push(full);
  }
  return { values, secrets, mistakes, raw };
}

/** A value with everything encrypted in it replaced, and whether there was any; `plain` is what is about to be encrypted. */
function mask(value: unknown): { clear: unknown; secret: boolean } {
  if (value === null || typeof value !== "object") return { clear: value, secret: false };
  if ("secure" in value) return { clear: "plain" in value ? value.plain : masked, secret: true };
  const entries = Object.entries(value).map(([key, entry]) => ({ key, ...mask(entry) }));
  const secret = entries.some((entry) => entry.secret);
  if (Array.isArray(value)) return { clear: entries.map(({ clear }) => clear), secret };
  return { clear: Object.fromEntries(entries.map(({ key, clear }) => [key, clear])), secret };
}

/** Lists stored as one text: the program would read them; the CLI refuses them at `up`. */
export function listsAsText(own: StackTree, stack: string): Mistake[] {
  const { name, config } = project();
  return Object.entries(own).flatMap(([full, value]) => {
    const key = full.startsWith(`${name}:`) ? full.slice(name.length + 1) : "";
    if (config[key]?.type !== "array" || typeof value !== "string") return [];
    const entry = `${key}[0]${config[key].items?.type === "object" ? ".<field>" : ""}`;
    const command = `npm run pulumi -- config set --stack ${stack} --path '${entry}' <value>`;
    const allowed = `a list, set entry by entry with ${command} (an empty one is written as [] in the stack's file)`;
    return [{ key, found: "one text", allowed }];
  });
}

/** The CLI hides which fields of a list were encrypted once one is: only the file tells. */
function receiversInClear(list: unknown, stack: string): Mistake[] {
  const open = (value: unknown) => value !== undefined && value !== null && value !== "";
  /** Places below one that hold something in clear: itself, or what is in it. */
  const inside = (value: unknown, place: string): string[] => {
    if (value === null || typeof value !== "object") return open(value) ? [place] : [];
    if ("secure" in value) return [];
    return Object.entries(value).flatMap(([name, entry]) => inside(entry, `${place}.${name}`));
  };
  const found = (Array.isArray(list) ? list : []).flatMap((entry: Record<string, unknown> | null, i) =>
    secretFields(String(entry?.type)).flatMap((name) => inside(entry?.[name], `receivers[${i}].${name}`)),
  );
  return found.map((key) => inClear(key, `--secret --path '${key}'`, stack));
}

/** Stacks that have a file. */
export function stacks(): string[] {
  const names = fs.readdirSync(root).map((name) => /^Pulumi\.(.+?)(?:\.local)?\.yaml$/.exec(name)?.[1]);
  return [...new Set(names)].filter((name) => name !== undefined);
}

function encode(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
