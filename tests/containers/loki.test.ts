import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse } from "yaml";

import { lokiHealth, renderLokiConfig } from "../../components/containers/loki";
import { readAsset } from "../../components/shared/assets";
import { newForm, oldForm } from "../../scripts/adopt/short-run";
import { hasImage, whenPossible } from "../support/engine";
import { pinned } from "../support/pins";

const image = pinned("lokiImage");
const asset = readAsset("loki/config.yaml");

it("sets the retention and keeps all else, comments included", () => {
  const rendered = renderLokiConfig(asset, { retention: 30 * 86_400 });
  const before = parse(asset) as { limits_config: object };
  expect(parse(rendered)).toEqual({
    ...before,
    limits_config: { ...before.limits_config, retention_period: "720h" },
  });
  expect(rendered).toContain("# Nothing leaves the host.");
});

it("keeps in memory what its limit has room for", () => {
  const caches = (memory: number) => {
    const config = parse(renderLokiConfig(asset, { retention: 86_400, memory })) as {
      ingester: { wal: { replay_memory_ceiling: string } };
      query_range: { results_cache: { cache: { embedded_cache: { max_size_mb: number } } } };
      chunk_store_config: { chunk_cache_config: { embedded_cache: { max_size_mb: number } } };
    };
    return [
      Number.parseInt(config.ingester.wal.replay_memory_ceiling),
      config.query_range.results_cache.cache.embedded_cache.max_size_mb,
      config.chunk_store_config.chunk_cache_config.embedded_cache.max_size_mb,
    ];
  };
  expect(caches(1024)).toEqual([256, 32, 32]);
  expect(caches(512)).toEqual([128, 16, 16]);
});

it("keeps some streams for another time", () => {
  const retentionStreams = [{ selector: '{job="x"}', period: "72h", priority: 1 }];
  const rendered = renderLokiConfig(asset, { retention: 86_400, retentionStreams });
  expect(parse(rendered)).toMatchObject({ limits_config: { retention_stream: retentionStreams } });
});

it("finds the lines of another Loki in the form in which that stored them", () => {
  const older = { from: "2020-10-24", store: "boltdb-shipper", schema: "v11", prefix: "index_" } as const;
  const rendered = renderLokiConfig(asset, {
    retention: 86_400,
    olderPeriods: [older],
    schemaFrom: "2026-11-27",
  });
  const { schema_config: schema } = parse(rendered) as { schema_config: { configs: object[] } };
  const [ours] = (parse(asset) as { schema_config: { configs: object[] } }).schema_config.configs;
  const { prefix, ...form } = older;
  expect(schema.configs).toEqual([
    { ...form, object_store: "filesystem", index: { prefix, period: "24h" } },
    { ...ours, from: "2026-11-27" },
  ]);
});

it("checks health with what the image has", () => {
  expect(lokiHealth("grafana/loki:3.5.8")[0]).toBe("wget");
  expect(lokiHealth(`mirror.local:5000/${image}`)).toEqual(["/usr/bin/loki", "-health"]);
});

/** Exit code of Loki's own check of a configuration. */
function verify(config: string): number | null {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "loki-"));
  fs.chmodSync(folder, 0o755);
  fs.writeFileSync(path.join(folder, "config.yaml"), config, { mode: 0o644 });
  const check = ["-config.file=/check/config.yaml", "-verify-config"];
  const { status } = spawnSync("docker", ["run", "--rm", "-v", `${folder}:/check:ro`, image, ...check]);
  fs.rmSync(folder, { recursive: true });
  return status;
}

whenPossible("is accepted by Loki's own check, which refuses an unknown key", hasImage(image), () => {
  const config = renderLokiConfig(asset, { retention: 86_400 });
  expect(verify(config)).toBe(0);
  expect(verify(`${config}\nnosuch: 1\n`)).not.toBe(0);
  const retentionStreams = [{ selector: '{job="x", level=~`e.+`}', period: "72h", priority: 1 }];
  expect(verify(renderLokiConfig(asset, { retention: 86_400, retentionStreams }))).toBe(0);
  const older = { from: "2020-10-24", store: "boltdb-shipper", schema: "v11", prefix: "index_" } as const;
  const settings = { retention: 86_400, olderPeriods: [older] };
  expect(verify(renderLokiConfig(asset, settings))).toBe(0);
  expect(verify(oldForm(settings, [older]))).toBe(0);
  expect(verify(newForm(settings, { olderPeriods: [older], schemaFrom: "2024-01-01" }))).toBe(0);
});
