import { parse } from "yaml";

import { longestRetention } from "../../components/config/loki-storage";
import type { LokiStorage } from "../../components/config/schema";
import { format, toSeconds } from "../../components/shared/duration";
import { Failure } from "../command/fail";

type Section = Record<string, unknown>;

/** What a Loki's configuration says of its data. */
export interface TheirLoki {
  /** Folder in the container that all of them are below. */
  root: string;
  /** As they stand there. */
  periods: LokiStorage["olderPeriods"];
  /** How long it keeps lines, in seconds; undefined: it deletes none. */
  keeps?: number;
  /** Streams for which that is otherwise. */
  streams: LokiStorage["retentionStreams"];
  /** Lines that are in no chunk yet are in memory alone. */
  withoutLog: boolean;
}

/**
 * Reads another Loki's configuration.
 *
 * @throws Failure naming what our Loki could not read
 */
export function readLoki(text: string): TheirLoki {
  const config = (parse(text) as Section | null) ?? {};
  const at = (path: string) =>
    path.split(".").reduce<unknown>((value, key) => (value as Section | undefined)?.[key], config);
  if (at("auth_enabled") !== false)
    refuse(
      "auth_enabled",
      at("auth_enabled") ?? "not set (true)",
      "false: with tenants each has data of its own",
    );
  const root = textOf(at("common.path_prefix")) ?? "/loki";
  const places: Record<string, string> = {
    "common.storage.filesystem.chunks_directory": "chunks",
    "storage_config.filesystem.directory": "chunks",
    "storage_config.boltdb_shipper.active_index_directory": "boltdb-shipper-active",
    "storage_config.tsdb_shipper.active_index_directory": "tsdb-shipper-active",
    "ingester.wal.dir": "wal",
  };
  for (const [key, folder] of Object.entries(places)) {
    const value = textOf(at(key))?.replace(/\/$/, "");
    if (value !== undefined && value !== `${root}/${folder}`) refuse(key, value, `${root}/${folder}`);
  }
  const store = Object.keys((at("common.storage") as Section | undefined) ?? {}).find(
    (name) => name !== "filesystem",
  );
  if (store !== undefined)
    refuse(`common.storage.${store}`, "set", "filesystem: data elsewhere are not copied");
  const periods = at("schema_config.configs");
  if (!Array.isArray(periods) || periods.length === 0)
    refuse("schema_config.configs", periods, "a list of periods");
  const deletes = at("compactor.retention_enabled") === true;
  const keeps = deletes ? toSeconds(textOf(at("limits_config.retention_period")) ?? "") : undefined;
  const streams = deletes ? at("limits_config.retention_stream") : undefined;
  return {
    root,
    periods: (periods as Section[]).map(period),
    keeps: keeps === 0 ? undefined : keeps,
    streams: ((streams as Section[] | null | undefined) ?? []).map(stream),
    withoutLog: at("ingester.wal.enabled") === false,
  };
}

/** Streams with a time of their own. */
function stream({ selector, period, priority = 0 }: Section, index: number): TheirLoki["streams"][number] {
  const seconds = toSeconds(textOf(period) ?? "");
  if (seconds === undefined)
    refuse(`limits_config.retention_stream[${index}].period`, period, "a duration such as 744h");
  return {
    selector: textOf(selector) ?? "",
    period: format(Math.min(seconds, toSeconds(longestRetention) ?? 0)),
    priority: Number(priority),
  };
}

/** One period, of which our Loki has to know all. */
function period(entry: Section, index: number): LokiStorage["olderPeriods"][number] {
  const at = `schema_config.configs[${index}]`;
  const { from, store, object_store: objects, schema, index: tables, row_shards: shards, ...rest } = entry;
  const day = from instanceof Date ? from.toISOString().slice(0, 10) : textOf(from);
  if (!/^\d{4}-\d\d-\d\d$/.test(day ?? "")) refuse(`${at}.from`, from, "a date as YYYY-MM-DD");
  if (store !== "boltdb-shipper" && store !== "tsdb") refuse(`${at}.store`, store, "boltdb-shipper or tsdb");
  if (objects !== "filesystem" && objects !== "filesystem/")
    refuse(`${at}.object_store`, objects, "filesystem");
  if (!/^v(9|1[0-3])$/.test(textOf(schema) ?? "")) refuse(`${at}.schema`, schema, "v9 to v13");
  const { prefix, period: span = "24h", ...more } = (tables as Section | undefined) ?? {};
  if (span !== "24h" && span !== "1d") refuse(`${at}.index.period`, span, "24h");
  if (shards !== undefined && shards !== 16) refuse(`${at}.row_shards`, shards, "16");
  const [strange] = [...Object.keys(rest), ...Object.keys(more)].filter((name) => name !== "chunks");
  if (strange !== undefined)
    refuse(`${at}.${strange}`, "set", "from, store, object_store, schema and index alone");
  return { from: day, store, schema, prefix: textOf(prefix) ?? "" } as LokiStorage["olderPeriods"][number];
}

/** In which form lines are stored. */
export interface Forms extends Pick<LokiStorage, "olderPeriods" | "schemaFrom"> {
  /** As the other Loki has them. */
  theirs: LokiStorage["olderPeriods"];
  /** Lines since `schemaFrom` are there in an older form, and are stored anew. */
  anew: boolean;
}

/**
 * In which form our Loki is to find which lines. What it stores itself is in its own form from the beginning of a day on, and
 * of a day all lines are of one form: those of today that are there already are stored anew.
 *
 * @param today UTC, as YYYY-MM-DD
 */
export function ourForms({ periods }: Pick<TheirLoki, "periods">, today: string): Forms {
  const theirs = periods.filter(({ from }) => from <= today);
  const last = theirs.at(-1);
  if (!last) refuse("schema_config.configs", "no period before today", "one that has begun");
  if (last.store === "tsdb" && last.schema === "v13" && last.prefix === "index_")
    return { theirs, olderPeriods: theirs.slice(0, -1), schemaFrom: last.from, anew: false };
  return { theirs, olderPeriods: theirs.filter(({ from }) => from < today), schemaFrom: today, anew: true };
}

/** @throws Failure */
function refuse(key: string, found: unknown, allowed: string): never {
  const value = typeof found === "string" ? found : (JSON.stringify(found) ?? "not set");
  throw new Failure(
    `The Loki that is to be taken over has ${key}: ${value}, and its data can only be read with ${allowed}. Nothing was changed.`,
  );
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
