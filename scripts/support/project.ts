import * as fs from "node:fs";

import { secretFields } from "../../components/receivers-config";
import { project, root } from "./declaration";
import { Failure } from "./fail";
import { StackFiles } from "./stack-files";

export { project, root } from "./declaration";

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
  const files = new StackFiles(stack);
  if (!files.exist()) {
    throw new Failure(
      `There is no stack "${stack}": Pulumi.${stack}.yaml does not exist. Copy Pulumi.dev.yaml to that name, or choose one of: ${stacks().join(", ")}.`,
    );
  }
  for (const [full, value] of Object.entries(files.content().config ?? {})) {
    const { clear, secret } = mask(value);
    values[full] = encode(clear);
    if (secret) secrets.push(full);
    if (full === `${name}:receivers`) refuseClearText(value);
  }
  return { values, secrets };
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

/** Stacks that have a file. */
export function stacks(): string[] {
  return fs
    .readdirSync(root)
    .map((name) => /^Pulumi\.(.+?)(?:\.local)?\.yaml$/.exec(name)?.[1])
    .filter((name) => name !== undefined);
}

function encode(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
