import os from "node:os";

import { clip } from "./text";

/** A setting that cannot be used; its message is a sentence for whoever set it. */
export class SettingError extends Error {}

/** A duration, and how it was written in which setting. */
export interface Duration {
  name: string;
  text: string;
  ms: number;
}

/** What `--health` needs as well. */
export interface HeartbeatSettings {
  /** File whose content says when the last round began. */
  file: string;
  /** Between two rounds. */
  interval: Duration;
}

export interface Settings {
  ollamaUrl?: URL;
  webuiUrl?: URL;
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
  /** Between two looks at Loki and Grafana. */
  watchInterval: Duration;
  /** Value of the label `host` on this probe's lines. */
  host: string;
}

type Environment = Record<string, string | undefined>;

export function readHeartbeatSettings(env: Environment): HeartbeatSettings {
  const file = text(env, "HEARTBEAT_FILE", "/dev/shm/probe-heartbeat");
  return { file, interval: duration(env, "PROBE_INTERVAL", "15s") };
}

/** @param interval between two rounds, which one request may not outlast */
export function readSettings(env: Environment, interval: Duration): Settings {
  const timeout = duration(env, "PROBE_TIMEOUT", "5s", interval);
  const ollamaUrl = url(env, "OLLAMA_URL");
  const webuiUrl = url(env, "DEEPCHAT_URL");
  const model = text(env, "CANARY_MODEL");
  const canaryInterval = duration(env, "CANARY_INTERVAL", "5m");
  const canaryTimeout = duration(env, "CANARY_TIMEOUT", "60s", canaryInterval);
  const settings: Settings = {
    ollamaUrl,
    webuiUrl,
    timeout,
    canary: model ? { model, interval: canaryInterval, timeout: canaryTimeout } : undefined,
    watchInterval: duration(env, "WATCH_INTERVAL", "30s"),
    lokiUrl: url(env, "LOKI_URL"),
    lokiData: text(env, "LOKI_DATA"),
    grafanaUrl: url(env, "GRAFANA_URL"),
    host: text(env, "HOST_NAME", os.hostname()),
  };
  if (!ollamaUrl && !webuiUrl)
    throw new SettingError("OLLAMA_URL and DEEPCHAT_URL are both empty; give at least one to ask.");
  if (model && !ollamaUrl) throw new SettingError("CANARY_MODEL needs OLLAMA_URL.");
  return settings;
}

function text(env: Environment, name: string, fallback = ""): string {
  return env[name]?.trim() || fallback;
}

const UNITS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
const SHORTEST = 10;
const LONGEST = 24 * 3_600_000;

function duration(env: Environment, name: string, fallback: string, limit?: Duration): Duration {
  const written = text(env, name, fallback);
  let ms = 0;
  const rest = written.replace(/(\d+(?:\.\d+)?)(ms|s|m|h)/g, (_, amount: string, unit: string) => {
    ms += Number(amount) * (UNITS[unit] ?? NaN);
    return "";
  });
  if (rest || ms < SHORTEST || ms > LONGEST) {
    throw new SettingError(
      `${name} is "${clip(written)}"; use a duration from 10ms to 24h, such as ${fallback}.`,
    );
  }
  if (limit && ms >= limit.ms)
    throw new SettingError(`${name} (${written}) must be shorter than ${limit.name} (${limit.text}).`);
  return { name, text: written, ms };
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
