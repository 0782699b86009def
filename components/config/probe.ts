import * as checks from "../shared/checks";
import type { ConfigReader } from "./reader";
import type { ProbeConfig } from "./schema";

/** Whom the probe asks, and how often. */
export function probeTargets(
  reader: ConfigReader,
): Omit<ProbeConfig, "image" | "memory" | "host" | "lokiPort" | "grafanaPort"> {
  const interval = reader.seconds("probeInterval", "5s", "60s");
  const timeout = reader.seconds("probeTimeout", "1s", "59s");
  if (timeout >= interval) {
    shorter(reader, "probeTimeout", "probeInterval");
  }
  const ollamaUrl = reader.text("ollamaUrl", checks.baseUrl);
  const webuiUrl = reader.text("webuiUrl", checks.baseUrl);
  if (!ollamaUrl && !webuiUrl)
    reader.conflict("ollamaUrl and webuiUrl", [], "both empty", "at least one of them to probe", " are ");
  const canaryModel = reader.text("canaryModel", checks.model);
  const canaryInterval = reader.seconds("canaryInterval", "1m", "24h");
  const canaryTimeout = reader.seconds("canaryTimeout", "5s", "1h");
  if (canaryTimeout >= canaryInterval) {
    shorter(reader, "canaryTimeout", "canaryInterval");
  }
  if (canaryModel && !ollamaUrl)
    reader.conflict("canaryModel", [], "set without ollamaUrl", "only together with ollamaUrl");
  const joinNetwork = reader.text("probeNetwork", checks.network);
  return { ollamaUrl, webuiUrl, interval, timeout, joinNetwork, canaryModel, canaryInterval, canaryTimeout };
}

function shorter(reader: ConfigReader, key: string, other: string): void {
  const allowed = `a duration shorter than ${other} (${reader.written(other).replaceAll('"', "")})`;
  reader.conflict(key, [key, other], reader.written(key), allowed);
}
