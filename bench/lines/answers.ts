import type { Turn } from "./turn";

/** What llama-server says while it answers a turn. */
export type AnswerLines = (turn: Turn) => string[];

const each = (ms: number, n: number) => (ms / n).toFixed(2).padStart(8);
const rate = (ms: number, n: number) => ((n * 1000) / ms).toFixed(2).padStart(8);
const time = (ms: number) => ms.toFixed(2).padStart(10);
const slot = (name: string, task: number, text: string) =>
  `slot ${name.padStart(12)}: id  0 | task ${task} | ${text}`;
const spent = (ms: number, n: number, unit: string) =>
  `${time(ms)} ms / ${String(n).padStart(5)} ${unit} (${each(ms, n)} ms per token, ${rate(ms, n)} tokens per second)`;

/** Lines that carry the answer's numbers, by the format's name in docs/log-formats.md. */
export const timings: Record<string, AnswerLines> = {
  "llama-server's timings": ({ task, promptMs, promptTokens, evalMs, evalTokens }) => [
    slot("print_timing", task, `prompt eval time = ${spent(promptMs, promptTokens, "tokens")}`),
    slot("print_timing", task, `       eval time = ${spent(evalMs, evalTokens, "tokens")}`),
  ],
  "older llama.cpp: timings": ({ promptMs, promptTokens, evalMs, evalTokens }) => [
    `llama_print_timings: prompt eval time = ${spent(promptMs, promptTokens, "tokens")}`,
    `llama_print_timings:        eval time = ${spent(evalMs, evalTokens, "runs")}`,
  ],
};

/** What a model's load says of cards. */
export const loads: Record<string, AnswerLines> = {
  "llama.cpp's lines about GPUs": ({ task }) => [
    `load_tensors: offloaded ${1 + (task % 33)}/33 layers to GPU`,
    `load_tensors:        CUDA0 model buffer size = ${(2000 + (task % 4000)).toFixed(2)} MiB`,
    `llama_kv_cache:      CUDA0 KV buffer size = ${(192 + (task % 2304)).toFixed(2)} MiB`,
  ],
};

/** What it says besides, without a number that anybody looks for. */
export function chatter({ task, promptTokens, promptMs, evalTokens, evalMs }: Turn): string[] {
  return [
    slot("get_availabl", task, "selected slot by LRU, t_last = -1"),
    slot("launch_slot_", task, "processing task, is_child = 0"),
    slot("update_slots", task, `new prompt, n_ctx_slot = 4096, n_keep = 4, task.n_tokens = ${promptTokens}`),
    slot("print_timing", task, `prompt processing, n_tokens = ${promptTokens}, progress = 1.00`),
    slot(
      "print_timing",
      task,
      `      total time = ${time(promptMs + evalMs)} ms / ${promptTokens + evalTokens} tokens`,
    ),
    slot("release", task, `stop processing: n_tokens = ${promptTokens + evalTokens}, truncated = 0`),
    "srv  update_slots: all slots are idle",
  ];
}

/** Its prompt cache, an entry a line: a collector may drop these. */
export function promptCache({ task }: Turn): string[] {
  const entries = 3 + (task % 8);
  return [
    "srv  get_availabl: updating prompt cache",
    ...Array.from(
      { length: entries },
      (_, i) =>
        `srv        update:    - prompt 0x55d2c${(task + i).toString(16).padStart(7, "0")}:     ${100 + i} tokens, checkpoints:  0,     0.704 MiB`,
    ),
    "srv  get_availabl: prompt cache update took 0.86 ms",
  ];
}
