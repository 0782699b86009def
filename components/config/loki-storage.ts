import * as v from "valibot";

import * as checks from "../shared/checks";
import { format, toSeconds } from "../shared/duration";
import { text } from "../shared/fields";
import { readEntry } from "./entries";
import type { ConfigReader } from "./reader";

/** Index stores whose data our Loki still reads. */
export const olderStores = ["boltdb-shipper", "tsdb"] as const;
/** Schemas those were written with. */
export const olderSchemas = ["v9", "v10", "v11", "v12", "v13"] as const;

const indexPrefix: checks.Check = (value) =>
  /^[A-Za-z0-9_-]+$/.test(value) ? undefined : "letters, digits, dashes and underscores, such as index_";

/** The shortest and the longest that lines may be kept. */
const shortestRetention = "24h";
export const longestRetention = "3650d";

const fields = {
  from: text(checks.date),
  store: v.picklist(olderStores, `one of ${olderStores.join(", ")}`),
  schema: v.picklist(olderSchemas, `one of ${olderSchemas.join(", ")}`),
  prefix: v.optional(text(indexPrefix), "index_"),
};

const matcher = /\s*[A-Za-z_]\w*\s*(?:=~|!~|!=|=)\s*(?:"(?:[^"\\\n]|\\.)*"|`[^`]*`)\s*/.source;
const selector: checks.Check = (value) =>
  new RegExp(`^\\{${matcher}(?:,${matcher})*,?\\s*\\}$`).test(value)
    ? undefined
    : 'labels in braces, such as {job="ollama-service"}';
const period: checks.Check = (value) => {
  const [seconds = 0, low = 0, high = 0] = [value, shortestRetention, longestRetention].map(toSeconds);
  return seconds >= low && seconds <= high
    ? undefined
    : `a duration from ${shortestRetention} to ${longestRetention}`;
};

const streamFields = {
  selector: text(selector),
  period: text(period),
  priority: v.optional(
    v.pipe(
      v.number("a whole number from 0 on"),
      v.integer("a whole number from 0 on"),
      v.minValue(0, "a whole number from 0 on"),
    ),
    0,
  ),
};

/** Streams that are kept for another time than all others. */
export interface RetentionStream {
  selector: string;
  /** How long, as Loki writes it. */
  period: string;
  /** Of several that match, the greatest counts. */
  priority: number;
}

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
  /** Those for which that is otherwise. */
  retentionStreams: RetentionStream[];
  /** Ascending; all before `schemaFrom`. */
  olderPeriods: OlderPeriod[];
  /** First day, UTC, of the form in which lines are stored now. */
  schemaFrom: string;
}

/** What `retention`, `retentionStreams`, `lokiOlderPeriods` and `lokiSchemaFrom` say. */
export function lokiStorage(reader: ConfigReader): LokiStorage {
  const retention = reader.seconds("retention", shortestRetention, longestRetention);
  const retentionStreams = reader
    .entries("retentionStreams")
    .flatMap(({ entry, index }): RetentionStream[] => {
      const stream = readEntry(reader, `retentionStreams[${index}]`, entry, streamFields);
      return stream ? [{ ...stream, period: format(toSeconds(stream.period) ?? 0) }] : [];
    });
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
  return { retention, retentionStreams, olderPeriods, schemaFrom };
}
