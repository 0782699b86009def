import type { Case } from "../support/pipeline-parts";
import * as gpu from "./gpu-cases";
import * as kernel from "./kernel-cases";
import { modelServerCases } from "./model-server-cases";
import * as usage from "./usage-cases";

const hour = 3_600_000;
// Agents write no zero at the end of a fraction.
const old = new Date(Math.floor((Date.now() - 3 * hour) / 1000) * 1000 + 123);
/** Live for as long as a test may take. */
const wholeSeconds = new Date(Date.now() + 120_000).toISOString().replace(/\.\d+/, "");
const iso = old.toISOString();
const json = `{"method":"GET","path":"/x","status_code":200,"duration_ms":1.5,"model":"m","timestamp":"${iso}"}`;
const rate = "10 tokens (   10.00 ms per token,   100.00 tokens per second)";
const oneToken = "1 tokens (    0.00 ms per token, 1000000.00 tokens per second)";

/** What a line of a container's log file is taken apart into. */
const ofDocker = (docker_log: string, docker_stream: string) => ({
  docker_log,
  docker_stream,
  docker_time: iso,
});

/** What is told of a line that names no duration. */
const told = (form: string) => ({ told: form, form });

/**
 * Each part of the pipeline by its name, in their order: lines, and what it alone makes of them. For every shape that a
 * part knows there is one at least; whole logs are in tests/fixtures/logs.
 */
export const cases: Record<string, Case[]> = {
  "no-source": [
    { lines: "from nowhere", without: ["filename"], sent: [] },
    { lines: "of a file", sent: [{}] },
    { lines: "of a container", labels: { container: "deepchat" }, without: ["filename"], sent: [{}] },
  ],
  "container-files": [
    {
      lines: JSON.stringify({ log: 'a "b"\n', stream: "stderr", time: iso }),
      labels: { container: "deepchat" },
      sent: [{ line: 'a "b"', time: iso, stream: "stderr", ...ofDocker('a "b"', "stderr") }],
    },
    // Of 16 KiB each, the last one with a line's end.
    {
      lines: JSON.stringify({ log: "a part", stream: "stdout", time: iso }),
      labels: { container: "deepchat" },
      sent: [{ line: "a part", time: iso, stream: "stdout", ...ofDocker("a part", "stdout") }],
    },
    {
      lines: JSON.stringify({ log: "\r\n", stream: "stdout", time: iso }),
      labels: { container: "deepchat" },
      sent: [],
    },
    {
      lines: "cut off in the mid",
      labels: { container: "deepchat" },
      sent: [{ line: "cut off in the mid", time: "read" }],
    },
    { lines: '{"log":"of a file"}', sent: [{ line: '{"log":"of a file"}', time: "read" }] },
  ],
  kernel: kernel.kernelDrops,
  clean: [
    { lines: "\x1b[32mgreen\x1b[0m\r", sent: [{ line: "green" }] },
    { lines: "\x1b]0;title\x07text", sent: [{ line: "text" }] },
    { lines: "\0\0\0after a truncation", sent: [{ line: "after a truncation" }] },
    { lines: "a hole \0 further on", sent: [{ line: "a hole \0 further on" }] },
    { lines: "\0\uFFFD and \uFFFD", sent: [{ line: "\uFFFD and \uFFFD" }] },
  ],
  "prompt-cache": [
    ...[
      "srv  get_availabl: prompt cache update took 1.25 ms",
      "srv          load:    - prompt with length      12, lcp =       3, f_keep = 0.250, f_sim = 0.250",
      "srv        update:    - prompt 0x7f22dceb:      12 tokens, checkpoints:  0,     0.012 MiB",
      "srv        update:    - prompt 000001F2A0:      12 tokens, checkpoints:  0,     0.012 MiB",
      "slot get_availabl: id  0 | task -1 |  - checking sim = 0.250 (3/12) > 0.100",
    ].map((lines): Case => ({ lines, sent: [] })),
    { lines: "srv  get_availabl: updating prompt cache", labels: { job: "probe" }, sent: [{}] },
    { lines: "srv  update_slots: all slots are idle", sent: [{}] },
    { lines: "srv  prompt_save:  - prompt state size 12.000 MiB exceeds cache size limit", sent: [{}] },
    { lines: "slot print_timing: id  0 | task 12 |        eval time =     500.12 ms", sent: [{}] },
  ],
  tracebacks: [
    {
      lines: [
        "ERROR:web:failed",
        "Traceback (most recent call last):",
        `  File "a.py", line 1`,
        "    f()",
        "ValueError: x",
        "next",
      ],
      sent: [
        {
          line: `ERROR:web:failed\nTraceback (most recent call last):\n  File "a.py", line 1\n    f()\nValueError: x`,
          time: "read",
        },
        { line: "next", time: "read" },
      ],
    },
    { lines: ["{", `    "a": 1`, "}"], sent: [{ line: `{\n    "a": 1\n}`, time: "read" }] },
    {
      lines: ["TRPCError: no", "    at f (a.js:1:2)", "AbortError: no"],
      sent: ["TRPCError: no\n    at f (a.js:1:2)", "AbortError: no"].map((line) => ({ line, time: "read" })),
    },
    { lines: ["one", "   ", "two"], sent: ["one", "two"].map((line) => ({ line, time: "read" })) },
  ],
  "own-warnings": [
    { lines: "level=info msg=x", labels: { job: "stack" }, sent: [] },
    { lines: "level=warn msg=x", labels: { job: "stack" }, sent: [{}] },
    { lines: `level=warn msg="enable watchConfig"`, labels: { job: "stack" }, sent: [] },
    {
      lines: `level=warn caller=rangemapper.go:550 msg="unexpected range aggregation expression" operation=last_over_time`,
      labels: { job: "stack" },
      sent: [],
    },
    ...["context canceled", "rpc error: code = Canceled desc = context canceled", "no space"].map(
      (error): Case => ({
        lines: `level=warn msg="failed mapping AST" err="${error}" query="{}"`,
        labels: { job: "stack" },
        sent: error === "no space" ? [{}] : [],
      }),
    ),
    { lines: "level=info msg=x", labels: { job: "ollama-service" }, sent: [{}] },
  ],
  "audit-model": usage.auditModel,
  "audit-users": usage.auditUsers,
  redactions: [
    { lines: "password=abc user=x", sent: [{ line: "password=[redacted] user=x" }] },
    { lines: `{"api_key": null, "token_count": 5}`, sent: [{ line: `{"api_key": null, "token_count": 5}` }] },
    { lines: `{"api_key": 12345}`, sent: [{ line: `{"api_key": "[redacted]"}` }] },
    { lines: "Authorization: Bearer abcdefgh1", sent: [{ line: "Authorization: [redacted]" }] },
    { lines: "GET http://u:p@h/x?q=1", sent: [{ line: "GET http://[redacted]@h/x?[redacted]" }] },
    { lines: "key sk-proj-0123456789abcdefg", sent: [{ line: "key [redacted]" }] },
  ],
  head: [
    { lines: "only line", sent: [{ head: "only line" }] },
    { lines: "ollama-1  | INFO: x", sent: [{ head: "INFO: x" }] },
    ...["Dez  5 10:29:10 host ollama[12]: x", "11月 11 08:25:58 host ollama[1]: x"].map((lines): Case => ({
      lines,
      sent: [{ head: "x" }],
    })),
    {
      lines: "2026-11-22T10:00:00+0800 host ollama[12]: x",
      sent: [{ head: "x", tool_time: "2026-11-22T10:00:00+0800 host ollama[12]: " }],
    },
    {
      lines: "2026-11-22T10:00:00.123456789Z stdout F x",
      sent: [{ head: "x", tool_time: "2026-11-22T10:00:00.123456789Z stdout F " }],
    },
    ...["EngineCore pid=104", "VllmWorker rank=0 pid=7", "RayWorker pid=12, ip=10.0.0.1"].map(
      (process): Case => ({ lines: `(${process}) INFO: x`, sent: [{ head: "INFO: x" }] }),
    ),
    { lines: "0.05.123.456 W slot x", sent: [{ head: "slot x", letter: "W" }] },
    { lines: `2026-11-22 10:00:00 {"status":500}`, sent: [{ head: `{"status":500}` }] },
    {
      lines: "2026-11-22 10:00:00 time=2026-11-22T10:00:00Z level=INFO source=a.go:1 msg=x",
      sent: [{ head: "time=2026-11-22T10:00:00Z level=INFO source=a.go:1 msg=x" }],
    },
    { lines: "2026-11-22 10:00:00 INFO x", sent: [{ head: "2026-11-22 10:00:00 INFO x" }] },
  ],
  crashes: [
    {
      lines: "CUDA error: out of memory",
      sent: [{ crash: "CUDA error: " }],
    },
    { lines: "ggml-cuda.cu:132: CUDA error", sent: [{ crash: "CUDA error" }] },
    { lines: "SIGABRT: abort", sent: [{ crash: "SIGABRT: " }] },
    {
      lines: "panic: x",
      labels: { job: "ollama-service" },
      sent: [{ crash: "panic: " }],
    },
    {
      lines: "Segmentation fault",
      labels: { job: "model-server" },
      sent: [{ crash: "Segmentation fault" }],
    },
    { lines: "panic: a gateway's", labels: { job: "deepchat-container" }, sent: [{ crash: "panic: " }] },
    {
      lines: "kernel: NVRM: Xid (PCI:0000:44:00): 79, GPU has fallen off the bus.",
      sent: [{ crash: "Xid (PCI:0000:44:00): 79," }],
    },
    {
      lines: "[address=0.0.0.0:1] CUDA out of memory. Tried to allocate 70.00 MiB.",
      sent: [{ crash: "out of memory. Tried to allocate" }],
    },
    {
      lines: "kernel: Out of memory: Killed process 7 (ollama) total-vm:1kB",
      sent: [{ crash: "Killed process 7 (ollama", victim: "ollama" }],
    },
    {
      lines: "kernel: Out of memory: Killed process 7 (VLLM::EngineCor) total-vm:1kB",
      sent: [{ crash: "Killed process 7 (VLLM::EngineCor", victim: "VLLM::EngineCor" }],
    },
    {
      lines: "Memory access fault by GPU node-1 (Agent handle: 0x5f) on address 0x7b.",
      sent: [{ crash: "Memory access fault by GPU" }],
    },
    { lines: "kernel: Out of memory: Killed process 7 (chrome)", sent: [{}] },
  ],
  "level-anywhere": [
    { lines: "Embedding Error: no answer", sent: [{ level: "Error" }] },
    { lines: "embeddingChunks error {", sent: [{ level: "error" }] },
    { lines: "2026-11-22 10:00:00,123 [42] [MainThread] WARNING x", sent: [{ level: "WARNING" }] },
    { lines: "11/22/2026 10:00:00 - ERROR - app - x", sent: [{ level: "ERROR" }] },
    { lines: "2026-11-22 10:00:00.123 UTC [1] FATAL:  x", sent: [{ level: "FATAL" }] },
    { lines: "llama_model_load: error loading model: x", sent: [{ level: "error" }] },
    { lines: "[Recovery] 2026/11/22 - 10:00:00 panic recovered:", sent: [{ level: "panic" }] },
    { lines: "Users write ERROR: in their texts", sent: [{}] },
  ],
  level: [
    { lines: "[Sun Nov 22 10:00:00.123 2026] [core:error] [pid 1] x", sent: [{ level: "error" }] },
    { lines: "WARNING:root:slow", sent: [{ level: "warn" }] },
    { lines: "2026-11-22 20:06:51.555 | ERROR    | app", sent: [{ level: "error" }] },
    { lines: `{"level":50,"msg":"x"}`, sent: [{ level: "error" }] },
    { lines: "time=x level=DEBUG msg=y", sent: [{ level: "debug" }] },
    ...(
      [
        ["2026-11-22T10:00:00Z ERR x", "error"],
        ["[10:00:00] INFO     Started", "info"],
        ["[2026-11-22T10:00:00Z ERROR app] x", "error"],
        ["[2026-11-22 10:00:00][ERROR][LM STUDIO SERVER] x", "error"],
        ["E1122 10:00:00.123456 1 app.cc:12] x", "error"],
        ["ERROR - x", "error"],
        [`{"@timestamp":"x","log.level":"ERROR"}`, "error"],
      ] as const
    ).map(([lines, level]): Case => ({ lines, sent: [{ level }] })),
    { lines: "x", given: { letter: "W" }, sent: [{ level: "warn" }] },
    { lines: "no level here", sent: [{}] },
    { lines: "x", given: { level: "Error" }, sent: [{ level: "error" }] },
  ],
  "kernel-events": kernel.kernelEvents,
  "requests-json": [
    {
      lines: json,
      sent: [
        {
          json_head: json,
          ...{ json_status: "200", json_method: "GET", raw_path: "/x", raw_model: "m", json_ms: "1.5" },
          ...{ json_time: iso, json_shape: "json", status_code: "200", is_json: "200", method: "GET" },
        },
      ],
    },
    { lines: "no JSON", sent: [{}] },
  ],
  "requests-logfmt": [
    {
      lines: `time=x msg="request" method=POST path=/api status=502 duration=1.5ms model=m`,
      sent: [
        {
          ...{
            status_code: "502",
            logfmt_duration: "1.5ms",
            method: "POST",
            raw_path: "/api",
            raw_model: "m",
          },
        },
      ],
    },
    { lines: "child ended status=137", sent: [{}] },
  ],
  "requests-access": [
    {
      lines: `10.0.0.7:5 [22/Nov/2026:10:00:00.655] in~ ui/<NOSRV> 0/-1/-1/-1/12 503 217 - - SC-- 2/1/0/0/0 0/0 {h} "GET /a HTTP/1.1"`,
      sent: [{ method: "GET", raw_path: "/a", status_code: "503", is_access: "503", haproxy_ms: "12" }],
    },
    {
      lines: "10.0.0.7:5 [22/Nov/2026:10:00:00.655] in ui/web1 9998/-1/12140 213 SC 0/0/0/0/3 0/0",
      sent: [{}],
    },
    {
      lines: `INFO:     127.0.0.1:5 - "GET /health HTTP/1.1" 200 OK`,
      sent: [{ method: "GET", raw_path: "/health", status_code: "200", is_access: "200" }],
    },
    {
      lines: `10.0.0.7 - - [22/Nov/2026:10:00:00 +0000] "POST /a HTTP/1.0" 499 0 "-" "curl" 0.123`,
      sent: [
        {
          ...{ method: "POST", raw_path: "/a", status_code: "499", is_access: "499", is_clf: "499" },
          ...{ clf_client: "10.0.0.7", clf_colon: ":", clf_http10: " HTTP/1.0", clf_agent: ` "-" "curl"` },
          ...{ access_s: "0.123" },
        },
      ],
    },
    {
      lines: `[26/Nov/2025:19:31:00 +0000] - 502 502 - GET https chat.example.com "/api/models" [Client 10.0.0.9]`,
      sent: [{ method: "GET", raw_path: "/api/models", status_code: "502", is_access: "502" }],
    },
    {
      lines: `10.0.0.4 - 6b8a - u [2024/12/12 16:23:17] chat.example.com GET web "/a" HTTP/1.1 "Mozilla/5.0" 502 13 0.004`,
      sent: [{ method: "GET", raw_path: "/a", status_code: "502", is_access: "502", access_s: "0.004" }],
    },
  ],
  "requests-microseconds": [
    { lines: `- "GET / HTTP/1.1" 200 5 "-" "curl/8 agent" 1234`, sent: [{ access_us: "1234" }] },
    { lines: `- "GET / HTTP/1.1" 200 5 "-" "curl/8 agent" 1.234`, sent: [{}] },
  ],
  "requests-node": [
    {
      lines: " GET /api/auth 200 in 74ms",
      sent: [
        {
          ...{ method: "GET", raw_path: "/api/auth", status_code: "200" },
          ...{ node_in: "in ", node_value: "74", node_unit: "ms" },
        },
      ],
    },
    {
      lines: "GET /boom 500 2 - 0.332 ms",
      sent: [{ method: "GET", raw_path: "/boom", status_code: "500", node_value: "0.332", node_unit: "ms" }],
    },
  ],
  "requests-gin": [
    {
      lines: `[GIN] 2026/11/22 - 20:00:00 | 200 |  1.5ms |  127.0.0.1 | POST     "/api/chat"`,
      sent: [
        {
          ...{ local_gin: "2026/11/22 - 20:00:00", status_code: "200", access_duration: "1.5ms" },
          ...{ method: "POST", raw_path: "/api/chat", gin_quote: `"` },
        },
      ],
    },
    {
      lines:
        "[GIN] 2026/11/22 - 20:00:00 | relay | 2026112220000012 | 503 | 1.5ms | 10.0.0.9 |    POST /v1/x",
      sent: [
        {
          ...{ local_gin: "2026/11/22 - 20:00:00", gin_columns: " relay | 2026112220000012 |" },
          ...{ status_code: "503", access_duration: "1.5ms", method: "POST", raw_path: "/v1/x" },
        },
      ],
    },
  ],
  audit: usage.audit,
  "llama-server": [
    {
      lines:
        "slot print_timing: id  0 | task 7 | prompt eval time =     81.90 ms /    15 tokens (    5.46 ms per token,   183.14 tokens per second)",
      sent: [{ task: "7", prompt_ms: "81.90", prompt_tokens: "15" }],
    },
    {
      lines: `slot print_timing: id  0 | task 7 | eval time =     100.00 ms /    ${rate}`,
      sent: [
        { task: "7", eval_ms: "100.00", eval_rate: rate, eval_tokens: "10", tokens_per_second: "100.00" },
      ],
    },
    {
      lines: `eval time =       0.00 ms /     ${oneToken}`,
      sent: [{ eval_ms: "0.00", eval_rate: oneToken, eval_tokens: "1" }],
    },
  ],
  "model-servers": modelServerCases,
  "ollama-events": [
    ...(
      [
        ["CUDA error: out of memory", "CUDA error: ", "out_of_memory"],
        ["ggml-cuda.cu:132: CUDA error", "CUDA error", undefined],
        ["SIGABRT: abort", "SIGABRT: ", undefined],
        ["panic: a gateway's", "panic: ", undefined],
        ["ggml.c:1: GGML_ASSERT(x) failed", "GGML_ASSERT", "runner_terminated"],
        ["NVRM: Xid (PCI:0000:44:00): 79, GPU gone", "Xid (PCI:0000:44:00): 79,", "gpu_lost"],
        ["CUDA out of memory. Tried to allocate", "out of memory. Tried to allocate", "out_of_memory"],
        ["Killed process 7 (ollama)", "Killed process 7 (ollama", "out_of_memory"],
        ["Memory access fault by GPU node-1", "Memory access fault by GPU", "runner_terminated"],
      ] as const
    ).map(([lines, crash, event]): Case => ({ lines, given: { crash }, sent: [event ? { event } : {}] })),
    {
      lines: "Segmentation fault",
      given: { crash: "Segmentation fault" },
      labels: { job: "model-server" },
      sent: [{ event: "runner_terminated" }],
    },
    {
      lines: "panic: x",
      given: { crash: "panic: " },
      labels: { job: "ollama-service" },
      sent: [{ event: "runner_terminated" }],
    },
    {
      lines: `time=${iso} level=INFO source=server.go:630 msg="llama runner started in 1.25 seconds"`,
      sent: [
        {
          ...{ slog: "server.go", slog_msg: "llama runner started in 1.25 seconds" },
          ...{ slog_event: "llama runner started in" },
          ...{ load_duration: "1.25s", event: "runner_started" },
        },
      ],
    },
    {
      lines: `time=${iso} level=INFO source=sched.go:1 msg="other" duration=5m0s path=/blobs`,
      given: { raw_path: "/blobs", logfmt_duration: "5m0s" },
      sent: [{ slog: "sched.go", slog_msg: "other" }],
    },
  ],
  gpu: gpu.gpu,
  "gpu-memory": gpu.gpuMemory,
  "gpu-fields": gpu.gpuFields,
  spelling: [
    { lines: "x", given: { raw_model: "D:\\Ollama\\blobs\\sha256-ab" }, sent: [{}] },
    {
      lines: "x",
      given: { raw_path: "https://h/a?q=1", raw_model: "registry.ollama.ai/library/llama3.2:latest" },
      sent: [
        { path: "/a", raw_model: "registry.ollama.ai/library/llama3.2:latest", model: "llama3.2:latest" },
      ],
    },
  ],
  gateways: [
    ...["/api/chat", "/api/blobs/sha256:1", "/v1/messages", "/"].map((path): Case => ({
      lines: "x",
      given: { path },
      sent: [{ ollama_path: /^(\/api\/\w+\/?|\/v1\/|\/)/.exec(path)?.[0] ?? "" }],
    })),
    { lines: "x", given: { path: "/api/user/self" }, sent: [{}] },
  ],
  "gateway-containers": [{ lines: "x", labels: { container: "one-api" }, sent: [{ gateway: "1" }] }],
  "time-forms": [
    { lines: `time=${iso} level=INFO`, sent: [{ time_iso: iso }] },
    { lines: "[22/Nov/2026:10:00:00 +0000] x", sent: [{ time_clf: "22/Nov/2026:10:00:00 +0000" }] },
    { lines: "2026-11-22 10:00:00,123 INFO", sent: [{ local_iso: "2026-11-22 10:00:00,123" }] },
    {
      lines: "{}",
      given: { json_time: "1795630323367" },
      sent: [{ epoch: "1795630323", epoch_fraction: "367" }],
    },
  ],
  time: [
    { lines: "x", given: { time_iso: iso }, sent: [{ line_time: iso, time: iso }] },
    {
      lines: "x",
      given: { time_iso: wholeSeconds },
      sent: [{ line_time: "read", time: "read" }],
    },
    { lines: "x", given: { time_iso: "2999-01-01T00:00:00.5Z" }, sent: [{ time: "read" }] },
    { lines: "x", sent: [{ time: "read" }] },
  ],
  history: [
    {
      lines: "x",
      given: { line_time: new Date(Date.now() - 13 * hour).toISOString() },
      sent: [{ age: "history", stream: "history" }],
    },
    { lines: "x", given: { line_time: iso }, sent: [{}] },
    { lines: "x", sent: [{}] },
    // A file that is not read to its end: those of its lines that name no time are history.
    { lines: "x", old: true, sent: [{ history: "1" }] },
    { lines: "x", given: { line_time: iso }, old: true, sent: [{}] },
  ],
  "too-old": [
    { lines: "x", at: new Date(Date.now() - 8 * 24 * hour).toISOString(), sent: [] },
    { lines: "x", at: new Date(Date.now() - 6 * 24 * hour).toISOString(), sent: [{}] },
  ],
  askers: [
    {
      lines: "x",
      given: { path: "/health", clf_client: "127.0.0.1" },
      sent: [{ is_health: "/health", is_behind: "127.0.0.1" }],
    },
    { lines: "x", given: { path: "/api/chat", clf_client: "192.168.1.5" }, sent: [{}] },
  ],
  form: [
    {
      lines: "x",
      given: { status_code: "503", is_access: "503", haproxy_ms: "12" },
      sent: [{ told: "file/haproxy 12ms", form: "file/haproxy", duration: "12ms" }],
    },
    { lines: "x", given: { event: "load_failed" }, sent: [told("file/event")] },
    { lines: "x", given: { event: "out_of_memory", crash: "x" }, sent: [told("file/crash")] },
    { lines: "x", given: { status_code: "200", is_health: "/health" }, sent: [{}] },
    {
      lines: "x",
      given: {
        status_code: "200",
        local_gin: "x",
        gin_quote: `"`,
        ollama_path: "x",
        access_duration: "1.5ms",
      },
      sent: [{ told: "file/gin 1.5ms", form: "file/gin", duration: "1.5ms" }],
    },
    ...(
      [
        ["gin", { gin_quote: `"`, status_code: "404" }],
        ["gateway", { gin_quote: `"` }],
        ["gateway", { gin_quote: `"`, gin_columns: " relay |", ollama_path: "/v1/" }],
        ["gateway", { ollama_path: "/v1/" }],
        ["gateway", { gin_quote: `"`, ollama_path: "/v1/", gateway: "1" }],
      ] as const
    ).map(([shape, given]): Case => ({
      lines: "x",
      given: { status_code: "200", local_gin: "x", ...given },
      sent: [told(`file/${shape}`)],
    })),
    {
      lines: "x",
      given: { status_code: "200", is_clf: "200", clf_agent: "x", is_behind: "127.0.0.1" },
      sent: [told("file/combined-behind")],
    },
    {
      lines: `INFO:     1.2.3.4:5 - "GET / HTTP/1.1" 200`,
      given: { status_code: "200", is_access: "200", filename: "" },
      sent: [told("container/uvicorn")],
    },
    { lines: "x", given: { access_us: "1234" }, sent: [{ told: " 1234µs", duration: "1234µs" }] },
    { lines: "x", given: { status_code: "101", access_s: "24388.2" }, sent: [told("file/logfmt")] },
    { lines: "x", given: { logfmt_duration: "1m 2s" }, sent: [{ told: " 1m2s", duration: "1m2s" }] },
    { lines: "x", given: { json_duration: "fast" }, sent: [{ told: " fast" }] },
  ],
  sides: [
    {
      lines: `"GET / HTTP/1.1"`,
      given: { form: "container/haproxy" },
      labels: { job: "ollama-service", container: "ollama-haproxy" },
      sent: [{ side: "deepchat-container", job: "deepchat-container" }],
    },
    {
      lines: `"GET / HTTP/1.1" 200`,
      given: { form: "container/nginx-behind" },
      labels: { job: "ollama-service", container: "ollama-nginx" },
      sent: [{ side: "deepchat-container", job: "deepchat-container" }],
    },
    {
      lines: "[GIN] x",
      given: { form: "file/gateway" },
      labels: { job: "ollama-service" },
      sent: [{ side: "deepchat-webui", job: "deepchat-webui" }],
    },
    {
      lines: "[GIN] x",
      given: { form: "file/gin" },
      labels: { job: "ollama-service" },
      sent: [{ job: "ollama-service" }],
    },
  ],
  metadata: [{ lines: "x", given: { level: "warn", path: "/a" }, sent: [{ level: "warn", path: "/a" }] }],
  clients: usage.clients,
  client: usage.client,
  users: usage.users,
  user: usage.user,
};
