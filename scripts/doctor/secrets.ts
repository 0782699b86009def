import type { StackTree } from "../offline/project";

/**
 * The secrets of a stack's configuration, in clear: what is encrypted in its file, with all that is in it.
 *
 * @param tree as the file has it
 * @param clear the same decrypted, by key; lists and objects as JSON
 */
export function secretsIn(tree: StackTree, clear: Record<string, string>): string[] {
  return Object.entries(tree).flatMap(([key, value]) => {
    const text = clear[key];
    if (text === undefined) return [];
    // A list or an object is JSON, and so may a whole secret be.
    const parsed = value !== null && typeof value === "object" ? asJson(text) : text;
    return "secure" in Object(value) ? [text, ...textsIn(parsed)] : inside(value, parsed);
  });
}

function inside(value: unknown, clear: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  if ("secure" in value) return textsIn(clear);
  const members = Object(clear) as Record<string, unknown>;
  return Object.entries(value).flatMap(([name, entry]) => inside(entry, members[name]));
}

/** Every text in a value. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value === "number") return [String(value)];
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap(textsIn);
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
