import type { Entry } from "../once/loki-box";

/** The lines of which the hosts of these cases are made. */

/** As many as are made one by one. */
export const times = <T>(count: number, make: (i: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i));

/** A line of the probe, so many seconds ago. */
export const says = (ago: number, fields: object): Entry => [ago, JSON.stringify(fields)];

/** What the probe says while a service answers: every 15 s, from so many seconds ago; the last minutes of a well host unless told otherwise. */
export const up = (target = "ollama", from = 0, to = 1200) =>
  times(Math.floor((to - from) / 15) + 1, (i) => says(from + i * 15, { probe: target, up: 1 }));

/** What it says while Ollama does not. */
export const failed = (from: number, to: number) =>
  times(Math.floor((to - from) / 15) + 1, (i) =>
    says(from + i * 15, { probe: "ollama", up: 0, down_s: to - from - i * 15 || undefined }),
  );

/** A request that was answered. */
export const request = (ago: number, status: number, seconds = 1, path = "/chat"): Entry => [
  ago,
  // Whichever side it is put on: the web UI's file is read as a whole, Ollama's only where GIN speaks.
  `[GIN] method=POST path=${path}`,
  { status_code: String(status), duration: `${seconds}s`, method: "POST", path },
];

/** An answer of Ollama's, in tokens per second. */
export const generated = (ago: number, speed = 30): Entry => [
  ago,
  "eval time = 20 tokens",
  { eval_tokens: "20", tokens_per_second: String(speed) },
];

/** Something that happened to Ollama. */
export const event = (ago: number, name: string): Entry => [
  ago,
  `source=sched.go:1 msg="${name}"`,
  { event: name },
];

/** A start of a model server beside Ollama. */
export const started = (ago: number, server: string): Entry => [
  ago,
  "vLLM API server version 0.12.0",
  { event: "server_started", form: "container/event", server },
];

/** A round of the canary; without a speed it failed. */
export const canary = (ago: number, speed?: number) =>
  says(ago, { probe: "canary", model: "m", up: speed ? 1 : 0, tokens_per_second: speed });

/** The same lines once for each form, as several places tell of the same. */
export const told = (entries: Entry[], ...forms: string[]): Entry[] =>
  forms.flatMap((form) => entries.map(([ago, line, fields]): Entry => [ago, line, { ...fields, form }]));

/** Seconds of an hour. */
export const hours = 3600;
