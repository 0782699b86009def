// Asks Ollama and the web UI whether they live and which models are loaded: JSON lines on stdout, one a target
// and round. Runs as PID 1 of a container; Node >= 22.3, no dependency.
//
//   OLLAMA_URL       empty: not asked; a path prefix and user:pass@ are fine
//   DEEPCHAT_URL     empty: not asked; any answer below 500 means "up", redirects are not followed
//   PROBE_INTERVAL   15s; 10ms to 24h, below 1s is meant for tests
//   PROBE_TIMEOUT    5s for connect, headers and body together; shorter than PROBE_INTERVAL
//   CANARY_MODEL     empty: no canary; else the model that has to generate a few tokens, and is loaded for it
//   CANARY_INTERVAL  5m
//   CANARY_TIMEOUT   60s, loading included; shorter than CANARY_INTERVAL
//   LOKI_URL         empty: not looked at; else our own Loki, see watch.mjs
//   LOKI_DATA        folder where Loki's volume is mounted; empty: its disk is not measured
//   GRAFANA_URL      empty: not looked at; else our own Grafana, see watch.mjs
//   WATCH_INTERVAL   30s between two looks at Loki and Grafana
//   HOST_NAME        value of the label host on this probe's lines, with LOKI_URL
//   HEARTBEAT_FILE   /dev/shm/probe-heartbeat, which is writable in a read-only container too
//
// Durations are written as in Go (500ms, 1m30s). A wrong value is one sentence on stderr and exit code 64.
// https targets are verified; NODE_EXTRA_CA_CERTS adds an authority.
// `node --jitless --max-semi-space-size=1 --max-old-space-size=24 probe.mjs` (or NODE_OPTIONS) stays below 60 MiB.
// `node probe.mjs --health` exits 0 if the last round began less than three intervals ago, else 1.
import dns from "node:dns";
import fs from "node:fs";
import os from "node:os";

import { watch } from "./watch.mjs";

const MAX_TEXT = 200;
const MAX_MODELS = 50;
const MAX_BODY = 128 * 1024;
// Enough for tokens per second to mean something, few enough for a slow CPU.
const CANARY_TOKENS = 16;

const clip = (value) => String(value).replace(/\s+/g, " ").trim().slice(0, MAX_TEXT).toWellFormed();
const string = (value) => (typeof value === "string" && value ? clip(value) : undefined);
const number = (value) => (Number.isFinite(value) ? value : undefined);
const duration = (ms) => `${ms.toFixed(1)}ms`;
const failure = ({ status }, message) => Object.assign(new Error(message), { status_code: status });
const setting = (name, fallback = "") => process.env[name]?.trim() || fallback;

function refuse(sentence) {
  console.error(`probe: ${sentence}`);
  process.exit(64);
}

function durationSetting(name, fallback, limit) {
  const text = setting(name, fallback);
  const unit = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };
  let ms = 0;
  const rest = text.replace(/(\d+(?:\.\d+)?)(ms|s|m|h)/g, (_, n, suffix) => ((ms += n * unit[suffix]), ""));
  if (rest || ms < 10 || ms > 24 * unit.h) {
    refuse(`${name} is "${clip(text)}"; use a duration from 10ms to 24h, such as ${fallback}.`);
  }
  if (ms >= limit?.ms) refuse(`${name} (${text}) must be shorter than ${limit.name} (${limit.text}).`);
  return { name, text, ms };
}

function urlSetting(name) {
  const text = setting(name);
  const url = URL.parse(text);
  if (text && !/^https?:$/.test(url?.protocol)) {
    const shown = clip(text.replace(/.*@/s, "...@")); // what stands before an @ may be a password
    refuse(`${name} is "${shown}"; use a URL such as http://127.0.0.1:8080/, or leave it empty.`);
  }
  return url;
}

function print(...lines) {
  process.stdout.write(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

function reason(error) {
  // localhost is tried as ::1 and as 127.0.0.1, and both may have failed
  if (error?.errors?.length) return clip(error.errors.map(reason).join(", "));
  const { code = "", message = error } = error ?? {};
  if (message === "socket hang up") return "connection closed without an answer";
  if (message === "aborted") return "connection closed in the middle of the answer";
  if (code.startsWith("HPE_")) return clip(`not HTTP: ${message}`);
  if (/CERT|SIGNATURE|TLS|SSL|EPROTO/.test(code))
    return clip(`TLS: ${error.reason || message.split(";")[0]}`);
  return clip(message);
}

const lookups = new Map();

// A hanging resolver would otherwise collect a few more lookups in each round.
function lookup(host, options, callback) {
  const key = `${host} ${JSON.stringify(options)}`;
  if (lookups.has(key)) return lookups.get(key).push(callback);
  const waiting = [callback];
  lookups.set(key, waiting);
  dns.lookup(host, options, (...result) => {
    lookups.delete(key);
    for (const each of waiting) each(...result);
  });
}

/** One request on a connection of its own. The limit counts from `started` and covers everything. */
function ask(url, limit, options = {}) {
  const {
    payload,
    method = payload ? "POST" : "GET",
    onText,
    keep = true,
    started = performance.now(),
  } = options;
  return new Promise((resolve, reject) => {
    const answer = { status: undefined, body: "", whole: true, ms: 0 };
    const headers = { "User-Agent": "deepchat-observability-probe" };
    if (payload) headers["Content-Type"] = "application/json";
    // Not imported: an ES import of node:http loads all that it offers, 6 MiB more.
    const client = process.getBuiltinModule(url.protocol === "https:" ? "node:https" : "node:http");
    const request = client.request(url, { method, headers, lookup, agent: false });
    const timedOut = () =>
      settle(new Error(`${answer.status ? "answer not complete" : "no answer"} within ${limit.text}`));
    const settle = (error) => {
      clearTimeout(timer);
      request.destroy();
      if (error) return reject(Object.assign(error, { status_code: answer.status }));
      resolve({ ...answer, ms: performance.now() - started });
    };
    const timer = setTimeout(timedOut, Math.max(1, limit.ms - (performance.now() - started)));
    request.on("error", settle);
    request.on("response", (response) => {
      answer.status = response.statusCode;
      // Some servers send a body after HEAD all the same, and the parser would take it for garbage.
      if (method === "HEAD") return settle();
      response.setEncoding("utf8");
      response.on("error", settle);
      response.on("end", () => settle());
      response.on("data", (chunk) => {
        if (keep) answer.body += chunk;
        answer.whole = answer.body.length <= MAX_BODY;
        if (!answer.whole) return settle();
        try {
          if (answer.status === 200) onText?.(chunk, performance.now() - started);
        } catch (error) {
          settle(error);
        }
      });
    });
    request.end(payload && JSON.stringify(payload));
  });
}

/** One request to Ollama's API; what is not a whole answer with status 200 is an error. */
async function askOllama(path, limit, options) {
  const url = new URL(ollama);
  url.pathname = url.pathname.replace(/\/*$/, path);
  const answer = await ask(url, limit, options);
  if (!answer.whole) throw failure(answer, "answer larger than 128 KiB");
  if (answer.status === 200) return answer;
  const said = string(parse(answer.body)?.error);
  throw failure(answer, `HTTP ${answer.status}${said ? `: ${said}` : ""}`);
}

function parse(json) {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

async function probeOllama() {
  const answer = await askOllama("/api/version", timeout);
  const version = string(parse(answer.body)?.version);
  if (!version) throw failure(answer, "not JSON with a version");
  print({ probe: "ollama", up: 1, status_code: 200, duration: duration(answer.ms), version });
}

const contextLengths = new Map();

async function probeModels() {
  const answer = await askOllama("/api/ps", timeout);
  const models = parse(answer.body)?.models;
  if (!Array.isArray(models)) throw failure(answer, "not JSON with a list of models");
  const lines = models.slice(0, MAX_MODELS).map((model) => ({
    probe: "model",
    model: string(model?.name) ?? string(model?.model) ?? "unknown",
    size: number(model?.size),
    size_vram: number(model?.size_vram),
    // Of a model on a host without a GPU nothing is in GPU memory: 0, as Ollama says.
    gpu_share: number(Math.round((model?.size_vram / model?.size) * 1000) / 1000),
    context_length: number(model?.context_length),
    expires_at: string(model?.expires_at),
    // The same as a number, for panels; a model kept for ever expires in centuries.
    expires_in_s: number(Math.max(0, Math.round((Date.parse(model?.expires_at) - Date.now()) / 1000))),
    parameter_size: string(model?.details?.parameter_size),
    quantization: string(model?.details?.quantization_level),
  }));
  contextLengths.clear();
  for (const line of lines) contextLengths.set(line.model, line.context_length);
  const omitted = models.length - lines.length || undefined;
  // Lines of Ollama's about a request name no model: with only one loaded, it is that one.
  const only = models.length === 1 ? lines[0].model : undefined;
  print({ probe: "models", loaded: models.length, model: only, omitted }, ...lines);
}

let deepchatMethod = "HEAD";

async function probeDeepchat() {
  const started = performance.now();
  let answer = await ask(deepchat, timeout, { method: deepchatMethod, started });
  // A health URL that knows only GET says 405 or 501 to HEAD, however ill it is.
  if (deepchatMethod === "HEAD" && [405, 501].includes(answer.status)) {
    deepchatMethod = "GET";
    answer = await ask(deepchat, timeout, { started });
  }
  if (answer.status >= 500) throw failure(answer, `HTTP ${answer.status}`);
  print({ probe: "deepchat", up: 1, status_code: answer.status, duration: duration(answer.ms) });
}

async function probeCanary() {
  let [rest, firstToken, last] = [""];
  const onText = (chunk, ms) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop();
    for (const part of lines.filter(Boolean).map(parse)) {
      if (!part || part.error) throw failure({ status: 200 }, string(part?.error) ?? "not JSON");
      if (part.response || part.thinking) firstToken ??= ms;
      if (part.done) last = part;
    }
  };
  // Asking a loaded model with another context length would make Ollama load it anew.
  const num_ctx = contextLengths.get(canaryModel) ?? contextLengths.get(`${canaryModel}:latest`);
  const options = { num_predict: CANARY_TOKENS, num_ctx };
  // raw: no template, no system prompt, and no parser that holds back the first tokens
  const payload = { model: canaryModel, prompt: "Hello", raw: true, options };
  const answer = await askOllama("/api/generate", canaryTimeout, { payload, onText });
  onText("\n", answer.ms);
  if (!last) throw failure(answer, `stream ended ${firstToken ? "before it was done" : "without a token"}`);
  if (!firstToken && !last.eval_count) throw failure(answer, "no token generated");
  const speed = last.eval_count / (last.eval_duration / 1e9);
  print({
    probe: "canary",
    model: clip(canaryModel),
    up: 1,
    status_code: 200,
    ttft: duration(firstToken ?? answer.ms),
    load: last.load_duration > 0 ? duration(last.load_duration / 1e6) : undefined,
    tokens: number(last.eval_count),
    tokens_per_second: number(Math.round(speed * 10) / 10),
  });
}

const pending = new Set();
const failingSince = new Map();

async function run(task, failed) {
  if (pending.has(task)) return;
  pending.add(task);
  await task().then(
    () => failingSince.delete(task),
    (error) =>
      print({ ...failed, status_code: error.status_code, down_s: downFor(task), error: reason(error) }),
  );
  pending.delete(task);
}

// Seconds since the first of several failures in a row: an outage can then be told from as many single failures.
function downFor(task) {
  const now = performance.now();
  if (!failingSince.has(task)) failingSince.set(task, now);
  return Math.round(now - failingSince.get(task)) / 1000 || undefined;
}

const canary = () => run(probeCanary, { probe: "canary", model: clip(canaryModel), up: 0 });

async function look() {
  await Promise.all(Object.entries(watched).map(([probe, task]) => run(task, { probe, up: 0 })));
}

async function round() {
  beat();
  await Promise.all([
    ollama && run(probeOllama, { probe: "ollama", up: 0 }),
    ollama && run(probeModels, { probe: "models" }),
    deepchat && run(probeDeepchat, { probe: "deepchat", up: 0 }),
  ]);
}

// Uptime, since the wall clock may jump; overwritten in one write, since --health may be reading.
function beat() {
  fs.writeSync(heartbeat, os.uptime().toFixed(3).padStart(20), 0);
}

function health() {
  const beaten = fs.existsSync(heartbeatFile) && fs.readFileSync(heartbeatFile, "utf8");
  const age = beaten ? os.uptime() - beaten : -1;
  if (age >= 0 && age * 1000 < 3 * interval.ms) return 0;
  const found = age >= 0 ? `the last round began ${age.toFixed(1)}s ago` : "no round yet";
  console.error(`probe: ${found}, one is due every ${interval.text}.`);
  return 1;
}

const heartbeatFile = setting("HEARTBEAT_FILE", "/dev/shm/probe-heartbeat");
const interval = durationSetting("PROBE_INTERVAL", "15s");
if (process.argv[2] === "--health") process.exit(health());
const timeout = durationSetting("PROBE_TIMEOUT", "5s", interval);
const ollama = urlSetting("OLLAMA_URL");
const deepchat = urlSetting("DEEPCHAT_URL");
const canaryModel = setting("CANARY_MODEL");
const canaryInterval = durationSetting("CANARY_INTERVAL", "5m");
const canaryTimeout = durationSetting("CANARY_TIMEOUT", "60s", canaryInterval);
const watchInterval = durationSetting("WATCH_INTERVAL", "30s");
const watched = watch({
  lokiUrl: urlSetting("LOKI_URL"),
  lokiData: setting("LOKI_DATA"),
  grafanaUrl: urlSetting("GRAFANA_URL"),
  host: setting("HOST_NAME", os.hostname()),
  limit: timeout,
  ask,
  print,
});
if (!ollama && !deepchat) refuse("OLLAMA_URL and DEEPCHAT_URL are both empty; give at least one to ask.");
if (canaryModel && !ollama) refuse("CANARY_MODEL needs OLLAMA_URL.");
let heartbeat;
try {
  heartbeat = fs.openSync(heartbeatFile, "w");
} catch (error) {
  refuse(`HEARTBEAT_FILE is "${heartbeatFile}", which cannot be written (${error.code}).`);
}

// PID 1 has no default action for signals.
for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
process.stdout.on("error", (error) => error.code === "EPIPE" && process.exit(1));
for (const event of ["uncaughtException", "unhandledRejection"]) {
  process.on(event, (error) => print({ probe: "probe", error: reason(error) }));
}

setInterval(round, interval.ms);
await round();
if (Object.keys(watched).length > 0) {
  setInterval(look, watchInterval.ms);
  look();
}
if (canaryModel) {
  setInterval(canary, canaryInterval.ms);
  await canary();
}
