import os from "node:os";

import {
  type Duration,
  duration,
  type Environment,
  type HeartbeatSettings,
  heartbeatSettings,
  oneOf,
  SettingError,
  text,
} from "../shared/settings";
import { clip, parseJson } from "../shared/text";

/** A model server beside Ollama. */
export interface ServerSettings {
  /** What its lines call it. */
  name: string;
  url: URL;
  /** `auto`: what it says itself. */
  kind: string;
}

/** A disk by something that lies on it. */
export interface DiskSettings {
  /** What its line calls it. */
  name: string;
  /** The first that is not held in memory counts. */
  paths: string[];
}

export interface Settings {
  ollamaUrl?: URL;
  webuiUrl?: URL;
  servers: ServerSettings[];
  /** Limit of one request, connect, headers and body together. */
  timeout: Duration;
  /** The model that has to generate a few tokens; undefined: none has to. */
  canary?: { model: string; interval: Duration; timeout: Duration };
  /** Our own Loki; undefined: not looked at. */
  lokiUrl?: URL;
  /** Folder where Loki's volume is mounted; empty: its disk is not measured. */
  lokiData: string;
  /** Our own Grafana; undefined: not looked at. */
  grafanaUrl?: URL;
  /** Where the machine's /proc is; empty: nothing is said of the machine. */
  machineProc: string;
  /** File with the counters of its network; empty: nothing is said of it. */
  netDev: string;
  /** Where the host's processes are; empty: nothing is said of them. */
  hostProc: string;
  /** Nothing reads the machine's graphics cards. */
  noSensor: boolean;
  disks: DiskSettings[];
  /** Between two looks at Loki and Grafana. */
  watchInterval: Duration;
  /** Value of the label `host` on this probe's lines. */
  host: string;
}

export function readHeartbeatSettings(env: Environment): HeartbeatSettings {
  return heartbeatSettings(env, "probe", duration(env, "PROBE_INTERVAL", "15s"));
}

/** @param interval between two rounds, which one request may not outlast */
export function readSettings(env: Environment, interval: Duration): Settings {
  const timeout = duration(env, "PROBE_TIMEOUT", "5s", interval);
  const ollamaUrl = url(env, "OLLAMA_URL");
  const webuiUrl = url(env, "DEEPCHAT_URL");
  const servers = modelServers(env);
  const model = text(env, "CANARY_MODEL");
  const canaryInterval = duration(env, "CANARY_INTERVAL", "5m");
  const canaryTimeout = duration(env, "CANARY_TIMEOUT", "60s", canaryInterval);
  const settings: Settings = {
    ollamaUrl,
    webuiUrl,
    servers,
    timeout,
    canary: model ? { model, interval: canaryInterval, timeout: canaryTimeout } : undefined,
    watchInterval: duration(env, "WATCH_INTERVAL", "30s"),
    machineProc: text(env, "MACHINE_PROC"),
    netDev: text(env, "NET_DEV"),
    noSensor: oneOf(env, "GPU_SENSOR", ["on", "off"]) === "off",
    hostProc: text(env, "HOST_PROC"),
    disks: disks(env),
    lokiUrl: url(env, "LOKI_URL"),
    lokiData: text(env, "LOKI_DATA"),
    grafanaUrl: url(env, "GRAFANA_URL"),
    host: text(env, "HOST_NAME", os.hostname()),
  };
  if (!ollamaUrl && !webuiUrl && servers.length === 0)
    throw new SettingError(
      "OLLAMA_URL, DEEPCHAT_URL and MODEL_SERVERS are all empty; give at least one to ask.",
    );
  if (model && !ollamaUrl) throw new SettingError("CANARY_MODEL needs OLLAMA_URL.");
  return settings;
}

function modelServers(env: Environment): ServerSettings[] {
  const list = parseJson<Record<string, string>[]>(text(env, "MODEL_SERVERS", "[]"));
  if (!Array.isArray(list))
    throw new SettingError(
      'MODEL_SERVERS is no list; use JSON such as [{"name":"vllm","url":"http://..."}].',
    );
  return list.map((server, at) => {
    const { name = "", url: address = "", kind = "auto" } = server;
    const place = `MODEL_SERVERS[${at}]`;
    const found = url({ [`${place}.url`]: address }, `${place}.url`);
    if (!name || !found) throw new SettingError(`${place} has no ${name ? "url" : "name"}; give both.`);
    return { name, url: found, kind };
  });
}

function disks(env: Environment): DiskSettings[] {
  const named = parseJson<Record<string, string[]>>(text(env, "DISKS", "{}"));
  const entries = Object.entries(named ?? {}).map(([name, paths]) => ({ name, paths }));
  if (!named || entries.some(({ paths }) => !Array.isArray(paths)))
    throw new SettingError('DISKS names no paths; use JSON such as {"root":["/etc/hostname"]}.');
  return entries;
}

function url(env: Environment, name: string): URL | undefined {
  const written = text(env, name);
  const parsed = URL.parse(written) ?? undefined;
  if (written && !/^https?:$/.test(parsed?.protocol ?? "")) {
    const shown = clip(written.replace(/.*@/s, "...@")); // what stands before an @ may be a password
    throw new SettingError(
      `${name} is "${shown}"; use a URL such as http://127.0.0.1:8080/, or leave it empty.`,
    );
  }
  return parsed;
}
