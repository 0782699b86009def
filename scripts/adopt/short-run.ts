import { parseDocument } from "yaml";

import type { LokiConfig, LokiStorage } from "../../components/config/schema";
import { periodConfig, renderLokiConfig } from "../../components/containers/loki";
import { readAsset } from "../../components/shared/assets";

/** What a Loki that runs for a moment has other than ours: it takes and gives everything, and keeps nothing in memory. */
const generous: [path: string[], value: unknown][] = [
  // Longer answers are asked for in parts.
  [["server", "grpc_server_max_recv_msg_size"], 64 << 20],
  [["server", "grpc_server_max_send_msg_size"], 64 << 20],
  [["server", "http_server_write_timeout"], "15m"],
  [["server", "http_server_read_timeout"], "15m"],
  [["ingester", "wal", "flush_on_shutdown"], true],
  // Nothing is deleted before it is known what there is.
  [["compactor", "retention_enabled"], false],
  [["limits_config", "query_timeout"], "15m"],
  [["limits_config", "reject_old_samples"], false],
  [["limits_config", "ingestion_rate_mb"], 10_000],
  [["limits_config", "ingestion_burst_size_mb"], 10_000],
  [["limits_config", "per_stream_rate_limit"], "10GB"],
  [["limits_config", "per_stream_rate_limit_burst"], "10GB"],
  [["limits_config", "max_label_names_per_series"], 100],
  [["limits_config", "max_entries_limit_per_query"], 1_000_000],
  [["limits_config", "max_query_length"], "0s"],
  // The lines stay as they are: of one that got something more there would be two.
  [["limits_config", "discover_log_levels"], false],
  [["limits_config", "discover_service_name"], []],
];

type Loki = Pick<LokiConfig, "retention">;

/** A configuration that reads and writes data in the form in which they are. */
export function oldForm({ retention }: Loki, periods: LokiStorage["olderPeriods"]): string {
  return edited(renderLokiConfig(readAsset("loki/config.yaml"), { retention }), [
    [["schema_config", "configs"], periods.map(periodConfig)],
    [["limits_config", "allow_structured_metadata"], false],
  ]);
}

/** One that stores in our form from its day on. */
export function newForm(
  { retention }: Loki,
  periods: Pick<LokiStorage, "olderPeriods" | "schemaFrom">,
): string {
  return edited(renderLokiConfig(readAsset("loki/config.yaml"), { retention, ...periods }));
}

function edited(config: string, more: typeof generous = []): string {
  const document = parseDocument(config);
  for (const [path, value] of [...generous, ...more]) document.setIn(path, document.createNode(value));
  return document.toString({ lineWidth: 0 });
}
