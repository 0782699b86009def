import * as pulumi from "@pulumi/pulumi";
import * as semver from "semver";
import { parseDocument, type YAMLSeq } from "yaml";

import type { LokiStorage } from "../config/schema";
import { readAsset } from "../shared/assets";
import * as duration from "../shared/duration";
import { tagOf } from "../shared/images";
import { ports } from "../shared/naming";
import { parts } from "./parts";
import { type Common, goRuntime, Service } from "./service";

export interface LokiArgs extends Common, LokiStorage {
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Port on 127.0.0.1 of the host. */
  port: number;
}

/** Stores the logs. Its volume keeps them over a replacement, a crash (write-ahead log) and a destroy. */
export class Loki extends pulumi.ComponentResource {
  /** Name of the volume with the logs. */
  public readonly data: pulumi.Output<string>;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Loki", name, {}, opts);

    const service = new Service(
      name,
      {
        names: args.names,
        role: "loki",
        image: args.image,
        networks: [args.network],
        health: lokiHealth(args.image),
        memory: args.memory,
        command: ["-config.file=/etc/loki/deepchat.yaml"],
        environment: goRuntime(args.memory),
        files: [
          { path: "/etc/loki/deepchat.yaml", content: renderLokiConfig(readAsset("loki/config.yaml"), args) },
        ],
        data: parts.loki.data,
        port: { internal: ports.loki, external: args.port },
      },
      { parent: this },
    );
    this.data = service.volume?.name ?? pulumi.output("");
    this.registerOutputs({ data: this.data });
  }
}

/** What of a stack stands in Loki's configuration. */
export type LokiSettings = Pick<LokiStorage, "retention"> & Partial<LokiStorage & Pick<LokiArgs, "memory">>;

/**
 * Loki's configuration: the asset with this stack's retention, by stream, too, what it may keep in memory, and periods that
 * another Loki stored in an older form (docs/decisions/adopted-logs.md).
 *
 * @param settings.memory limit of memory in MiB. @default 1024
 */
export function renderLokiConfig(asset: string, settings: LokiSettings): string {
  const document = parseDocument(asset);
  const { memory = 1024 } = settings;
  // A quarter for lines that come back from the write-ahead log at once, a thirty-second for each cache.
  document.setIn(["ingester", "wal", "replay_memory_ceiling"], `${Math.floor(memory / 4)}MB`);
  for (const cache of [
    ["query_range", "results_cache", "cache"],
    ["chunk_store_config", "chunk_cache_config"],
  ])
    document.setIn([...cache, "embedded_cache", "max_size_mb"], Math.floor(memory / 32));
  document.setIn(["limits_config", "retention_period"], duration.format(settings.retention));
  const { olderPeriods = [], retentionStreams = [], schemaFrom } = settings;
  if (retentionStreams.length > 0)
    document.setIn(["limits_config", "retention_stream"], document.createNode(retentionStreams));
  const periods = document.getIn(["schema_config", "configs"]) as YAMLSeq;
  if (schemaFrom) periods.setIn([0, "from"], schemaFrom);
  periods.items.unshift(...olderPeriods.map((period) => document.createNode(periodConfig(period))));
  return document.toString({ lineWidth: 0 });
}

/** A period as Loki's configuration has it. */
export function periodConfig({ from, store, schema, prefix }: LokiStorage["olderPeriods"][number]) {
  return { from, store, object_store: "filesystem", schema, index: { prefix, period: "24h" } };
}

/** A health command the image can run: no image has curl, and those since 3.6 not even a shell (docs/decisions/loki-health-command.md). */
export function lokiHealth(image: string): string[] {
  const version = semver.coerce(tagOf(image));
  return version && semver.lt(version, "3.6.0")
    ? ["wget", "-q", "-O", "/dev/null", `http://127.0.0.1:${ports.loki}/ready`]
    : ["/usr/bin/loki", "-health"];
}
