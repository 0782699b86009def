import { posix } from "node:path";

import * as checks from "../shared/checks";
import { modelServers } from "./model-servers";
import type { ConfigReader } from "./reader";
import type { ProbeConfig } from "./schema";

/** Whom the probe asks, how often, and what it sees of the host. */
export function probeTargets(
  reader: ConfigReader,
): Omit<ProbeConfig, "image" | "memory" | "host" | "lokiPort" | "grafanaPort" | "noSensor"> {
  const interval = reader.seconds("probeInterval", "5s", "60s");
  const timeout = reader.seconds("probeTimeout", "1s", "59s");
  if (timeout >= interval) {
    shorter(reader, "probeTimeout", "probeInterval");
  }
  const ollamaUrl = reader.text("ollamaUrl", checks.baseUrl);
  const webuiUrl = reader.text("webuiUrl", checks.baseUrl);
  const servers = modelServers(reader);
  if (!ollamaUrl && !webuiUrl && servers.length === 0)
    reader.conflict(
      "ollamaUrl and webuiUrl",
      ["modelServers"],
      "both empty",
      "at least one of them to probe, or a server under modelServers",
      " are ",
    );
  const canaryModel = reader.text("canaryModel", checks.model);
  const canaryInterval = reader.seconds("canaryInterval", "1m", "24h");
  const canaryTimeout = reader.seconds("canaryTimeout", "5s", "1h");
  if (canaryTimeout >= canaryInterval) {
    shorter(reader, "canaryTimeout", "canaryInterval");
  }
  if (canaryModel && !ollamaUrl)
    reader.conflict("canaryModel", [], "set without ollamaUrl", "only together with ollamaUrl");
  const joinNetwork = reader.text("probeNetwork", checks.network);
  const hostProcesses = reader.boolean("hostProcesses");
  const modelsPath = reader.text("ollamaModelsPath", hostFolder);
  const machine = { hostProcesses, modelsPath };
  const canary = { canaryModel, canaryInterval, canaryTimeout };
  return {
    ollamaUrl,
    webuiUrl,
    modelServers: servers,
    interval,
    timeout,
    joinNetwork,
    ...canary,
    ...machine,
  };
}

/** A folder of the host, written so that engine and provider read it alike. */
const hostFolder: checks.Check = (value) =>
  /^\/[^:\n]*[^:\n/]$/.test(value) && posix.normalize(value) === value
    ? undefined
    : "the absolute path of a folder of the host, without a colon and without a slash at the end, such as /usr/share/ollama/.ollama/models";

function shorter(reader: ConfigReader, key: string, other: string): void {
  const allowed = `a duration shorter than ${other} (${reader.written(other).replaceAll('"', "")})`;
  reader.conflict(key, [key, other], reader.written(key), allowed);
}
