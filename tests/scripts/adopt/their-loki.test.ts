import { parse, stringify } from "yaml";

import { ourForms, readLoki } from "../../../scripts/adopt/their-loki";
import { originalFiles } from "../../e2e/adopt/files";

const text = originalFiles("/var/log/deepchat", "deepchat")["loki-config.yaml"] ?? "";
const old = { from: "2020-10-24", store: "boltdb-shipper", schema: "v11", prefix: "index_" } as const;

/** The original design's configuration with a value at a place; undefined takes one away. */
function changed(place: string, value: unknown): string {
  const config = parse(text) as Record<string, unknown>;
  const keys = place.split(".");
  const last = keys.pop() ?? "";
  const at = keys.reduce((inner, key) => (inner[key] ??= {}) as Record<string, unknown>, config);
  at[last] = value;
  return stringify(config);
}

describe("another Loki's configuration", () => {
  it("is read as the original design has it", () => {
    expect(readLoki(text)).toEqual({
      ...{ root: "/loki", periods: [old], keeps: undefined, streams: [], withoutLog: false },
    });
  });

  it("tells how long lines are kept, where any are deleted", () => {
    const limit = changed("limits_config", { retention_period: "168h" });
    expect(readLoki(limit).keeps).toBeUndefined();
    const both = stringify({ ...(parse(limit) as object), compactor: { retention_enabled: true } });
    expect(readLoki(both).keeps).toBe(168 * 3600);
  });

  it.each([
    ["1w", 7 * 86_400],
    ["1d12h", 36 * 3600],
    ["0s", undefined],
  ])("tells it in Prometheus' words: %s", (period, keeps) => {
    const limit = changed("limits_config", { retention_period: period });
    expect(
      readLoki(stringify({ ...(parse(limit) as object), compactor: { retention_enabled: true } })).keeps,
    ).toBe(keeps);
  });

  it("tells which streams are kept for another time, where any are deleted", () => {
    const streams = [
      { selector: '{job="web"}', priority: 2, period: "4w" },
      { selector: '{job="db"}', period: "100y" },
    ];
    const limit = changed("limits_config", { retention_period: "168h", retention_stream: streams });
    expect(readLoki(limit).streams).toEqual([]);
    const both = { ...(parse(limit) as object), compactor: { retention_enabled: true } };
    expect(readLoki(stringify(both)).streams).toEqual([
      { selector: '{job="web"}', priority: 2, period: "672h" },
      { selector: '{job="db"}', priority: 0, period: "87600h" },
    ]);
  });

  it("tells when its newest lines are in memory alone", () => {
    expect(readLoki(changed("ingester", { wal: { enabled: false } })).withoutLog).toBe(true);
  });

  it.each([
    ["auth_enabled", true, "auth_enabled: true"],
    ["common.storage.filesystem.chunks_directory", "/mnt/chunks", "/loki/chunks"],
    ["ingester.wal.dir", "/wal", "/loki/wal"],
    ["common.storage.s3", { endpoint: "minio" }, "filesystem: data elsewhere are not copied"],
    ["schema_config.configs", [], "a list of periods"],
    ["schema_config.configs.0.store", "boltdb", "boltdb-shipper or tsdb"],
    ["schema_config.configs.0.object_store", "s3", "object_store: s3"],
    ["schema_config.configs.0.schema", "v14", "v9 to v13"],
    ["schema_config.configs.0.index.period", "168h", "24h"],
    ["schema_config.configs.0.row_shards", 32, "row_shards: 32"],
    ["schema_config.configs.0.strange", 1, "strange: set"],
  ])("is refused with %s %j, which ours could not read", (place, value, told) => {
    expect(() => readLoki(changed(place, value))).toThrow(told);
    expect(() => readLoki(changed(place, value))).toThrow("Nothing was changed.");
  });
});

describe("the form in which lines are stored", () => {
  const tsdb = { from: "2024-01-01", store: "tsdb", schema: "v13", prefix: "index_" } as const;

  it("is ours from today on, and theirs before", () => {
    const forms = ourForms({ periods: [old] }, "2026-11-27");
    expect(forms).toEqual({ theirs: [old], olderPeriods: [old], schemaFrom: "2026-11-27", anew: true });
  });

  it("is one all along where theirs is ours already", () => {
    const forms = ourForms({ periods: [old, tsdb] }, "2026-11-27");
    expect(forms).toMatchObject({ olderPeriods: [old], schemaFrom: "2024-01-01", anew: false });
  });

  it("leaves out what begins today, or has not begun", () => {
    const today = { ...tsdb, from: "2026-11-27", schema: "v12" } as const;
    const later = { ...tsdb, from: "2026-12-01" };
    const forms = ourForms({ periods: [old, today, later] }, "2026-11-27");
    expect(forms).toMatchObject({
      theirs: [old, today],
      olderPeriods: [old],
      schemaFrom: "2026-11-27",
      anew: true,
    });
  });
});
