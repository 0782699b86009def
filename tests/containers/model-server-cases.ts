import type { Case } from "../support/pipeline-parts";

/** Lines of model servers beside Ollama, as the part of the pipeline that reads them is tried with. */

const labels = { job: "model-server", container: "gpu-1" };
const own = (lines: string, sent: Record<string, string>, given?: Record<string, string>): Case => ({
  ...{ lines, labels, sent: [{ server: "gpu-1", ...sent }] },
  given,
});
const vllm =
  "Avg prompt throughput: 105.8 tokens/s, Avg generation throughput: 158.0 tokens/s, Running: 3 reqs, ";

export const modelServerCases: Case[] = [
  own(
    `INFO 12-11 20:30:06 [loggers.py:236] Engine 001: ${vllm}Waiting: 2 reqs, GPU KV cache usage: 30.5%, x`,
    {
      ...{ engine: "001", throughput: "158.0", running: "3", waiting: "2" },
      ...{ vllm_cache: "0.305", kv_cache: "0.305" },
    },
  ),
  own(
    `INFO 05-13 21:10:02 metrics.py:455] ${vllm}Swapped: 0 reqs, Pending: 2 reqs, GPU KV cache usage: 0.0%, CPU KV cache usage: 0.0%.`,
    { throughput: "158.0", running: "3", waiting: "2", vllm_cache: "0", kv_cache: "0" },
  ),
  own(
    "[2026-04-05 20:02:51 DP1 TP0] Decode batch, #running-req: 32, #token: 11179, token usage: 0.08, cuda graph: True, gen throughput (token/s): 1635.11, #queue-req: 4",
    { engine: "DP1 TP0", throughput: "1635.11", running: "32", waiting: "4", kv_cache: "0.08" },
  ),
  own(
    "[2025-03-14 02:16:14] Decode batch. #running-req: 509, #token: 180776, token usage: 0.43, gen throughput (token/s): 7897.87, largest-len: 0, #queue-req: 0, ",
    { throughput: "7897.87", running: "509", waiting: "0", kv_cache: "0.43" },
  ),
  own(
    "[16:43:30 TP0] Prefill batch. #new-seq: 6, #new-token: 8192, #cached-token: 2753, cache hit rate: 14.16%, token usage: 0.18, #running-req: 4, #queue-req: 34",
    { engine: "TP0", running: "4", waiting: "34", kv_cache: "0.18" },
  ),
  ...["request: ", "done request: "].map((said) =>
    own(`srv  log_server_r: ${said}POST /v1/chat/completions 192.168.1.5 500`, {
      ...{ method: "POST", raw_path: "/v1/chat/completions", status_code: "500", is_access: "500" },
    }),
  ),
  ...(
    [
      ["INFO 12-11 20:29:40 [api_server.py:1851] ", "vLLM API server version", " 0.12.0"],
      ["[2026-04-05 20:00:02] ", "server_args=ServerArgs(", "model_path='m', port=30000)"],
      [
        "2024-02-03 15:32:04,129 xinference.api.restful_api 1 INFO     ",
        "Starting Xinference at endpoint",
        ": http://x",
      ],
      ["", "system_info: n_threads", " = 8 (n_threads_batch = 8) / 16 | CPU : SSE3 = 1 |"],
    ] as const
  ).map(([before, server_started, after]) => own(before + server_started + after, { server_started })),
  {
    lines: "srv  log_server_r: request: POST /x 127.0.0.1 200",
    labels: { job: "ollama-service" },
    sent: [{}],
  },
  { lines: "x", labels: { job: "model-server", unit: "vllm.service" }, sent: [{ server: "vllm" }] },
  {
    lines: "x",
    labels: { job: "model-server" },
    without: ["filename"],
    given: { filename: "/var/log/vllm/gpu0.log" },
    sent: [{ server: "vllm" }],
  },
  {
    lines: "x",
    labels: { job: "model-server" },
    without: ["filename"],
    given: { filename: "/var/log/sglang.log" },
    sent: [{ server: "sglang" }],
  },
];
