import * as v from "valibot";

import * as checks from "../shared/checks";
import { text } from "../shared/fields";
import { readEntry } from "./entries";
import type { ConfigReader } from "./reader";

/** Index stores whose data our Loki still reads. */
export const olderStores = ["boltdb-shipper", "tsdb"] as const;
/** Schemas those were written with. */
export const olderSchemas = ["v9", "v10", "v11", "v12", "v13"] as const;

const indexPrefix: checks.Check = (value) =>
  /^[A-Za-z0-9_-]+$/.test(value) ? undefined : "letters, digits, dashes and underscores, such as index_";

const fields = {
  from: text(checks.date),
  store: v.picklist(olderStores, `one of ${olderStores.join(", ")}`),
  schema: v.picklist(olderSchemas, `one of ${olderSchemas.join(", ")}`),
  prefix: v.optional(text(indexPrefix), "index_"),
};

/** A span of time whose lines were stored in an older form, by another Loki. */
export interface OlderPeriod {
  /** Its first day, UTC, as YYYY-MM-DD. */
  from: string;
  store: (typeof olderStores)[number];
  schema: (typeof olderSchemas)[number];
  /** What the names of its index's tables begin with. */
  prefix: string;
}

/** How Loki keeps lines. */
export interface LokiStorage {
  /** How long, in seconds. */
  retention: number;
  /** Ascending; all before `schemaFrom`. */
  olderPeriods: OlderPeriod[];
  /** First day, UTC, of the form in which lines are stored now. */
  schemaFrom: string;
}

/** What `retention`, `lokiOlderPeriods` and `lokiSchemaFrom` say. */
export function lokiStorage(reader: ConfigReader): LokiStorage {
  const retention = reader.seconds("retention", "24h", "3650d");
  const schemaFrom = reader.text("lokiSchemaFrom", checks.date);
  const olderPeriods = reader.entries("lokiOlderPeriods").flatMap(({ entry, index }): OlderPeriod[] => {
    const period = readEntry(reader, `lokiOlderPeriods[${index}]`, entry, fields);
    return period ? [period] : [];
  });
  const starts = [...olderPeriods.map(({ from }) => from), schemaFrom];
  const wrong = starts.findIndex((from, at) => at > 0 && from <= (starts[at - 1] ?? ""));
  if (wrong > 0) {
    const last = wrong === olderPeriods.length;
    reader.conflict(
      last ? "lokiSchemaFrom" : `lokiOlderPeriods[${wrong}].from`,
      last ? ["lokiOlderPeriods"] : ["lokiSchemaFrom"],
      JSON.stringify(starts[wrong]),
      `a day after ${starts[wrong - 1]}, where the period before it begins`,
    );
  }
  return { retention, olderPeriods, schemaFrom };
}
