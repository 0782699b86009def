import * as v from "valibot";

import { fieldsOfAny, kinds, type Receiver } from "../receivers";
import type { Kind } from "../receivers/kind";
import * as checks from "../shared/checks";
import { type Fields, some } from "../shared/fields";
import { severities } from "../shared/severities";
import { type Entry, given, readEntry } from "./entries";
import { nearest } from "./error";
import type { ConfigReader } from "./reader";

/** An entry of the list `receivers`, right or wrong, as far as other keys have to know it. */
export interface Listed {
  key: string;
  type: string;
  /** undefined: it has a mistake, which was told. */
  receiver?: Receiver;
}

/** What every receiver has beside its type, whatever its kind. */
const common = { severities: v.optional(some(severities), [...severities]) };

/** Checks what is in an entry beside its type. */
function read(reader: ConfigReader, key: string, entry: Entry, fields: Fields, of?: string) {
  const all = { ...common, ...fields };
  return readEntry(reader, key, entry, all, { of, known: ["type", ...Object.keys(all)] });
}

/**
 * The receivers under the key `receivers`, checked.
 *
 * @param chatRelay chat bots go through our relay even where Grafana could send by itself
 */
export function receivers(reader: ConfigReader, chatRelay: boolean, grafanaImage: string): Listed[] {
  return reader.entries("receivers").flatMap(({ entry, index }): Listed[] => {
    const key = `receivers[${index}]`;
    const kind: Kind | undefined = kinds.find(({ type }) => type === entry.type);
    if (!kind) {
      unknownType(reader, key, entry);
      return [];
    }
    const { type } = kind;
    const set = given(entry, kind.fields);
    const needsRelay = kind.needsRelay?.(set);
    const own = read(reader, key, entry, kind.fields, `for ${type} `);
    for (const { field, found, allowed, joint } of kind.contradictions?.(set) ?? [])
      reader.conflict(field === undefined ? key : `${key}.${field}`, [], found, allowed, joint);
    if (needsRelay && !chatRelay)
      reader.conflict(
        "chatRelay",
        ["chatRelay"],
        `false with ${key} (${type})`,
        `true, because ${needsRelay}`,
      );
    fitsGrafana(reader, key, kind, set, grafanaImage);
    if (!own) return [{ key, type }];
    const relay = needsRelay || (chatRelay && kind.silent) ? `${type}-${index}` : undefined;
    const { severities, ...fields } = own;
    // The list of kinds is what both are made of.
    return [{ key, type, receiver: { key, type, severities, relay, fields } as Receiver }];
  });
}

function fitsGrafana(reader: ConfigReader, key: string, kind: Kind, set: Entry, grafanaImage: string): void {
  const needed = kind.needsGrafana12?.(set);
  if (needed === undefined || checks.grafanaWithPayloads(grafanaImage) === undefined) return;
  const found = `a ${kind.type} with ${grafanaImage}`;
  reader.conflict(key, ["grafanaImage"], found, `${needed} only with Grafana 12 or later`);
}

/** Without a type it is given up; what can be known of its fields is told all the same. */
function unknownType(reader: ConfigReader, key: string, entry: Entry): void {
  const types = kinds.map(({ type }): string => type);
  const near = typeof entry.type === "string" ? nearest(entry.type, types) : undefined;
  // Anything but a word may be what belongs into another field, such as a secret address.
  const word = typeof entry.type !== "string" || /^[\w-]{0,20}$/.test(entry.type);
  const found = entry.type === undefined ? "not set" : word ? JSON.stringify(entry.type) : "set (secret)";
  reader.problem(`${key}.type`, found, types.join(", "), { near });
  read(reader, key, entry, fieldsOfAny);
}
