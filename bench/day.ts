import { push, type PushedStream } from "../tests/support/push";

type Entry = PushedStream["values"][number];

/** What is pushed, and where. */
export interface Days {
  /** How many lines in all, the probe's excluded. */
  lines: number;
  host: string;
  /** Over how many days they are spread. @default 1 */
  days?: number;
  /** Whether lines that tell of requests, answers and events are streams of their own, by an index label. @default false */
  kinds?: boolean;
}

/**
 * Pushes days of log lines that end now, as the collector would have sent them: requests at the web UI and at Ollama,
 * llama-server's many lines between them, the timings of answers, and the probe's rounds.
 *
 * @param loki its address
 */
export async function pushDays(loki: string, { lines, host, days = 1, kinds = false }: Days): Promise<void> {
  const span = days * 86_400_000;
  const start = Date.now() - span;
  const batch = 5000;
  for (let first = 0; first < lines; first += batch) {
    const at = (i: number) => start + Math.floor((i / lines) * span);
    const webui: Entry[] = [];
    const ollama: Entry[] = [];
    for (let i = first; i < Math.min(first + batch, lines); i++) {
      // One request is about ten lines: one of the web UI, the others of Ollama.
      const request = Math.floor(i / 10);
      const [stream, entry] =
        i % 10 === 0 ? [webui, webuiLine(request)] : [ollama, ollamaLine(request, i % 10)];
      stream.push([`${at(i)}${String(i % 1_000_000).padStart(6, "0")}`, ...entry]);
    }
    const probe: Entry[] = [];
    for (
      let time = Math.ceil(at(first) / 15_000) * 15_000;
      time < at(Math.min(first + batch, lines));
      time += 15_000
    ) {
      probeLines().forEach((line, i) => probe.push([`${time}00000${i}`, line, {}]));
    }
    const split = (stream: Record<string, string>, values: Entry[]) =>
      kinds ? byKind(stream, values) : [{ stream, values }];
    await push(loki, [
      ...split({ job: "deepchat-webui", host, filename: "/var/log/deepchat/webui.log" }, webui),
      ...split({ job: "ollama-service", host, unit: "ollama.service" }, ollama),
      { stream: { job: "probe", host, container: "probe", stream: "stdout" }, values: probe },
    ]);
  }
}

/** What a line tells of, by its form. */
function kindOf({ form = "" }: Record<string, string>): string {
  if (!form) return "";
  return /\/(timing|event|crash)$/.exec(form)?.[1] ?? "request";
}

function byKind(stream: Record<string, string>, values: Entry[]) {
  const kinds = [...new Set(values.map(([, , metadata]) => kindOf(metadata)))];
  return kinds.map((kind) => ({
    stream: kind ? { ...stream, kind } : stream,
    values: values.filter(([, , metadata]) => kindOf(metadata) === kind),
  }));
}

function webuiLine(request: number): [string, Record<string, string>] {
  const status = request % 50 === 0 ? "500" : request % 20 === 0 ? "404" : "200";
  const duration = `${200 + ((request * 7919) % 20_000)}ms`;
  const level = status === "500" ? "error" : "info";
  const path = request % 3 === 0 ? "/api/chat" : `/api/chats/${request}`;
  const line = `level=${level} msg="chat request" method=POST path=${path} status=${status} duration=${duration} request_id=req-${request}`;
  return [line, { level, status_code: status, duration, method: "POST", path, form: "file/logfmt" }];
}

const timing = { form: "journal/timing" };

function ollamaLine(request: number, place: number): [string, Record<string, string>] {
  const task = String(request);
  const ms = 100 + ((request * 31) % 9000);
  if (place === 1) {
    const duration = `${(ms / 1000).toFixed(3)}s`;
    const line = `[GIN] 2026/11/22 - 10:00:00 | 200 | ${duration} | 127.0.0.1 | POST     "/api/chat"`;
    return [line, { status_code: "200", duration, method: "POST", path: "/api/chat", form: "journal/gin" }];
  }
  if (place === 2) {
    const tokens = String(20 + (request % 400));
    const line = `slot print_timing: id 0 | task ${task} |        eval time = ${ms} ms / ${tokens} tokens`;
    return [
      line,
      { task, ...{ eval_ms: String(ms), eval_tokens: tokens, tokens_per_second: "31.5" }, ...timing },
    ];
  }
  if (place === 3) {
    const line = `slot print_timing: id 0 | task ${task} | prompt eval time = ${ms / 10} ms / 120 tokens`;
    return [line, { task, prompt_ms: String(ms / 10), prompt_tokens: "120", ...timing }];
  }
  return [
    `slot update_slots: id 0 | task ${task} | prompt processing, n_tokens = ${place}, progress = 0.5`,
    { task },
  ];
}

function probeLines(): string[] {
  const model = { probe: "model", model: "llama3:8b", size: 6e9, size_vram: 6e9, gpu_share: 1 };
  return [
    { probe: "ollama", up: 1, status_code: 200, duration: "1.2ms", version: "0.32.15" },
    { probe: "deepchat", up: 1, status_code: 200, duration: "3.4ms" },
    { probe: "models", loaded: 1 },
    { ...model, context_length: 4096, expires_in_s: 280 },
  ].map((line) => JSON.stringify(line));
}
