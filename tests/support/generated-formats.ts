import { stacks } from "./generated-stacks";
import type { Seeded } from "./seeded";

/** What one program wrote at once, and what the collector ought to find in it. */
export interface Item {
  side: "ollama" | "webui";
  /** Each has a text that no other has. */
  lines: string[];
  /** Values of fields; those that are not named may have any, but for `event`. */
  fields: { level?: string; status_code?: string; seconds?: number; path?: string; event?: string };
  /** Begins with no prefix of a tool, such as a line of JSON that a proxy writes into a file. */
  bare?: true;
}

/** Makes an item; `id` is a word that no other item has. */
export type Format = (random: Seeded, id: string) => Item;

const levels = {
  debug: ["DEBUG"],
  info: ["INFO"],
  warn: ["WARNING", "WARN"],
  error: ["ERROR"],
  fatal: ["CRITICAL", "FATAL"],
};
type Level = keyof typeof levels;

function levelled(random: Seeded): { level: Level; word: string } {
  const level = random.pick(Object.keys(levels) as Level[]);
  return { level, word: random.pick(levels[level]) };
}

const text = (random: Seeded, id: string) =>
  random.pick([
    `started ${id}`,
    `no answer from model ${id}`,
    `用户 ${id} 的额度不足`,
    `retry (2/3) of ${id}`,
  ]);

/** A request: its path has the id. */
function request(random: Seeded, id: string) {
  return {
    method: random.pick(["GET", "POST", "PUT", "DELETE"]),
    path: `${random.pick(["/api/chat/", "/v1/models/", "/x/"])}${id}`,
    status: String(random.pick([200, 201, 301, 400, 404, 429, 499, 500, 502, 503, 504])),
  };
}

/** A duration as Go writes it. */
function goDuration(random: Seeded): { written: string; seconds: number } {
  const n = random.whole(1, 59);
  const fraction = random.whole(0, 999);
  return random.pick([
    { written: `${n}.${fraction}µs`, seconds: Number(`${n}.${fraction}`) / 1e6 },
    { written: `${n}.${fraction}ms`, seconds: Number(`${n}.${fraction}`) / 1e3 },
    { written: `${n}.${fraction}s`, seconds: Number(`${n}.${fraction}`) },
    { written: `${n}m${n}s`, seconds: n * 61 },
    { written: `2h${n}m0s`, seconds: 7200 + n * 60 },
  ]);
}

const date = "2026-11-22";
const clock = (random: Seeded) => `10:${random.whole(10, 59)}:${random.whole(10, 59)}`;
const log =
  (format: (random: Seeded, word: string, text: string) => string, side: Item["side"] = "webui"): Format =>
  (random, id) => {
    const { level, word } = levelled(random);
    return { side, lines: [format(random, word, text(random, id))], fields: { level } };
  };

const slog: Format = (random, id) => {
  const [level, word] = random.pick([
    ["debug", "DEBUG"],
    ["info", "INFO"],
    ["warn", "WARN"],
    ["error", "ERROR"],
  ] as const);
  const [msg, event] = random.pick([
    ["loaded runners", "model_loaded"],
    ["Load failed", "load_failed"],
    ["system memory", undefined],
    ["llama runner started in 1.5 seconds", "runner_started"],
    ["truncating input prompt", "prompt_truncated"],
  ] as const);
  const line = `time=${date}T${clock(random)}.123Z level=${word} source=sched.go:${random.whole(1, 999)} msg="${msg}" id=${id}`;
  return { side: "ollama", lines: [line], fields: { level, ...(event ? { event } : {}) } };
};

const gin: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const { written, seconds } = goDuration(random);
  const [columns, quote] = random.pick([
    ["", '"'],
    [" relay | 20261122100003123456 |", ""],
  ] as const);
  const line = `[GIN] 2026/11/22 - ${clock(random)} |${columns} ${status} | ${written.padStart(13)} | 10.0.0.7 | ${method} ${quote}${path}${quote}`;
  return { side: "ollama", lines: [line], fields: { status_code: status, seconds, path } };
};

const uvicorn: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const head = random.pick(["INFO:     ", `${date} ${clock(random)}.123 | INFO     | uvicorn:send:476 - `]);
  const line = `${head}10.0.0.7:5${random.whole(100, 999)} - "${method} ${path} HTTP/1.1" ${status}`;
  return { side: "webui", lines: [line], fields: { level: "info", status_code: status, path } };
};

const combined: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const seconds = random.whole(1, 99_999) / 1000;
  const end = random.pick([` ${seconds.toFixed(3)}`, ` "-" rt=${seconds.toFixed(3)}`]);
  const line = `10.0.0.7 - - [22/Nov/2026:${clock(random)} +0800] "${method} ${path} HTTP/1.1" ${status} 99 "-" "curl/8 (x; y)"${end}`;
  return { side: "webui", lines: [line], fields: { status_code: status, path, seconds } };
};

const websocket: Format = (random, id) => ({
  side: "webui",
  lines: [
    `10.0.0.7 - - [22/Nov/2026:${clock(random)} +0800] "GET /ws/${id} HTTP/1.1" 101 99 "-" "curl/8" 24388.248`,
  ],
  fields: { status_code: "101", path: `/ws/${id}`, seconds: 0 },
});

const json: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const { level, word } = levelled(random);
  const ms = random.whole(1, 99_999) / 100;
  const one = {
    level: random.pick([word, word.toLowerCase()]),
    method,
    path,
    status: Number(status),
    duration_ms: ms,
  };
  return {
    ...{ side: "webui", lines: [JSON.stringify(one)], bare: true },
    fields: { level, status_code: status, path, seconds: ms / 1000 },
  };
};

const logfmt: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const { written, seconds } = goDuration(random);
  const line = `time="${date}T${clock(random)}+08:00" level=warning msg="request" method=${method} path=${path} status=${status} duration=${written}`;
  return { side: "webui", lines: [line], fields: { level: "warn", status_code: status, path, seconds } };
};

const ragflow: Format = (random, id) => {
  const { method, path, status } = request(random, id);
  const us = random.whole(1, 99_999_999);
  const line = `[${date} ${clock(random)} +0800] [44] [INFO] 10.0.0.7:50462 ${method} ${path} 1.1 ${status} 88 ${us}`;
  return {
    side: "webui",
    lines: [line],
    fields: { level: "info", status_code: status, path, seconds: us / 1e6 },
  };
};

/** Forms of lines that people's programs write. */
export const formats: Record<string, Format> = {
  ...{
    slog,
    gin,
    uvicorn,
    combined,
    websocket,
    json,
    logfmt,
    ragflow,
    ...stacks,
  },
  python: log((_, word, message) => `${word}:app.chat:${message}`),
  asctime: log((random, word, message) => `${date} ${clock(random)},123 - app.chat - ${word} - ${message}`),
  loguru: log(
    (random, word, message) => `${date} ${clock(random)}.123 | ${word.padEnd(8)} | app:f:1 - ${message}`,
  ),
  celery: log((random, word, message) => `[${date} ${clock(random)},123: ${word}/MainProcess] ${message}`),
  bracketed: log((_, word, message) => `[${word}] ${message}`),
  module: log((_, word, message) => `${word} [app.chat] ${message}`),
  vllm: log((random, word, message) => `${word} 11-22 ${clock(random)} [core.py:390] ${message}`),
  xinference: log(
    (random, word, message) =>
      `${date} ${clock(random)},123 xinference.core 35028 ${word.padEnd(8)} ${message}`,
  ),
  nest: log((_, word, message) => `[Nest] 1  - 11/22/2026, 10:00:00 AM   ${word} [App] ${message}`),
  threaded: log((random, word, message) => `${clock(random)}.123 [main] ${word} app - ${message}`),
  pipes: log((random, word, message) => `${date} ${clock(random)} | ${word} | app | ${message}`),
  lmStudio: log(
    (random, word, message) => `[${date} ${clock(random)}][${word}][LM STUDIO SERVER] ${message}`,
  ),
};
