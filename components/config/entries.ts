import * as v from "valibot";

import { about, type Fields, type Values } from "../shared/fields";
import { nearest } from "./error";
import type { ConfigReader } from "./reader";

/** An object in a list of the configuration, as it was written. */
export type Entry = Record<string, unknown>;

/** The same without texts that are set to nothing. */
export function given(entry: Entry, fields: Fields): Entry {
  const nothing = (name: string, value: unknown) =>
    (value === "" || value === null) && fields[name] && about(fields[name]).allowed !== undefined;
  return Object.fromEntries(Object.entries(entry).filter(([name, value]) => !nothing(name, value)));
}

/**
 * What an entry holds, checked; every mistake in it is told.
 *
 * @param key where it stands: `receivers[0]`
 * @param of what it is, for those who leave out a field or have one too many: `for wecom `
 * @param known names that may be there, where that is more than the fields
 * @returns undefined when there is a mistake
 */
export function readEntry<F extends Fields>(
  reader: ConfigReader,
  key: string,
  entry: Entry,
  fields: F,
  { of = "", known = Object.keys(fields) }: { of?: string; known?: string[] } = {},
): Values<F> | undefined {
  const strange = Object.keys(entry).filter((name) => !known.includes(name));
  for (const name of strange) {
    const more = { kind: "unknown" as const, near: nearest(name, known) };
    reader.problem(`${key}.${name}`, "set", `${of}only ${known.join(", ")}`, more);
  }
  const set = given(entry, fields);
  const result = v.safeParse(v.object(fields), set);
  for (const issue of result.issues ?? []) tell(reader, key, set, fields, of, issue);
  refuseClear(reader, key, entry, fields);
  return result.success && strange.length === 0 ? result.output : undefined;
}

/** One issue of the schema's as a mistake of the configuration's: where, what was found, what is allowed. */
function tell(
  reader: ConfigReader,
  key: string,
  entry: Entry,
  fields: Fields,
  of: string,
  { path, message, input }: v.BaseIssue<unknown>,
): void {
  const [{ key: name }, inner] = path as unknown as [v.ObjectPathItem, v.IssuePathItem | undefined];
  const field = fields[name] as Fields[string];
  const { allowed, secret } = about(field);
  if (entry[name] === undefined) {
    reader.problem(`${key}.${name}`, "not set", allowed === undefined ? messageOf(field) : of + allowed);
    return;
  }
  // A name is no secret, but what stands in its place may be one.
  const named = inner?.origin === "key" && /^[A-Z][a-z]*(-[A-Za-z]+)*$/.test(String(inner.key));
  const hidden = secret && !named;
  const found = hidden ? "set (secret)" : JSON.stringify(inner ? input : entry[name]);
  const inside = inner?.type === "object" && inner.origin === "value" ? `.${String(inner.key)}` : "";
  reader.problem(`${key}.${name}${inside}`, found, message);
}

/** What a schema without a rule for texts allows. */
function messageOf(field: Fields[string]): string {
  return v.safeParse(field, undefined).issues?.[0].message ?? "";
}

/** Secrets that stand in clear text, those inside a field of names and values one by one. */
function refuseClear(reader: ConfigReader, key: string, entry: Entry, fields: Fields): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = entry[name] ?? "";
    if (!about(field).secret || value === "") continue;
    const inside = typeof value === "object" ? Object.keys(value).map((inner) => `.${inner}`) : [""];
    for (const inner of inside) reader.refuseClear(`${key}.${name}${inner}`);
  }
}
