import type { Case } from "../support/pipeline-parts";

const hour = 3_600_000;
const old = new Date(Date.now() - 3 * hour);
/** Live for as long as a test may take. */
const wholeSeconds = new Date(Date.now() + 120_000).toISOString().replace(/\.\d+/, "");
const iso = old.toISOString();

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
  clean: [
    { lines: "\x1b[32mgreen\x1b[0m\r", sent: [{ line: "green" }] },
    { lines: "\x1b]0;title\x07text", sent: [{ line: "text" }] },
    { lines: "\0\0\0after a truncation", sent: [{ line: "after a truncation" }] },
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
    {
      lines: ["{", `    "a": 1`, "}"],
      sent: ["{", `    "a": 1`, "}"].map((line) => ({ line, time: "read" })),
    },
    { lines: ["one", "   ", "two"], sent: ["one", "two"].map((line) => ({ line, time: "read" })) },
  ],
  "own-warnings": [
    { lines: "level=info msg=x", labels: { job: "stack" }, sent: [] },
    { lines: "level=warn msg=x", labels: { job: "stack" }, sent: [{}] },
    { lines: `level=warn msg="enable watchConfig"`, labels: { job: "stack" }, sent: [] },
    { lines: "level=info msg=x", labels: { job: "ollama-service" }, sent: [{}] },
  ],
  redactions: [
    { lines: "password=abc user=x", sent: [{ line: "password=[redacted] user=x" }] },
    { lines: `{"api_key": null, "token_count": 5}`, sent: [{ line: `{"api_key": null, "token_count": 5}` }] },
    { lines: `{"api_key": 12345}`, sent: [{ line: `{"api_key": "[redacted]"}` }] },
    { lines: "Authorization: Bearer abcdefgh1", sent: [{ line: "Authorization: [redacted]" }] },
    { lines: "GET http://u:p@h/x?q=1", sent: [{ line: "GET http://[redacted]@h/x?[redacted]" }] },
    { lines: "key sk-proj-0123456789abcdefg", sent: [{ line: "key [redacted]" }] },
  ],
  head: [{ lines: "only line", sent: [{ head: "only line" }] }],
  level: [
    { lines: "WARNING:root:slow", sent: [{ level: "warn" }] },
    { lines: "2026-11-22 20:06:51.555 | ERROR    | app", sent: [{ level: "error" }] },
    { lines: `{"level":50,"msg":"x"}`, sent: [{ level: "error" }] },
    { lines: "time=x level=DEBUG msg=y", sent: [{ level: "debug" }] },
    { lines: "no level here", sent: [{}] },
  ],
  "requests-json": [
    {
      lines: `{"method":"GET","path":"/x","status_code":200,"duration_ms":1.5,"model":"m","timestamp":"${iso}"}`,
      sent: [
        {
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
          ...{ method: "POST", raw_path: "/api/chat" },
        },
      ],
    },
  ],
  "llama-server": [
    {
      lines:
        "slot print_timing: id  0 | task 7 | prompt eval time =     81.90 ms /    15 tokens (    5.46 ms per token,   183.14 tokens per second)",
      sent: [{ task: "7", prompt_ms: "81.90", prompt_tokens: "15" }],
    },
    {
      lines:
        "slot print_timing: id  0 | task 7 | eval time =     100.00 ms /    10 tokens (   10.00 ms per token,   100.00 tokens per second)",
      sent: [{ task: "7", eval_ms: "100.00", eval_tokens: "10", tokens_per_second: "100.00" }],
    },
    {
      lines: "eval time =       0.00 ms /     1 tokens (    0.00 ms per token, 1000000.00 tokens per second)",
      sent: [{ eval_ms: "0.00", eval_tokens: "1" }],
    },
  ],
  "ollama-events": [
    {
      lines: `time=${iso} level=INFO source=server.go:630 msg="llama runner started in 1.25 seconds"`,
      sent: [
        {
          ...{ slog: "server.go", slog_msg: "llama runner started in 1.25 seconds" },
          ...{ load_seconds: "1.25", load_duration: "1.25s", event: "runner_started" },
        },
      ],
    },
    {
      lines: `time=${iso} level=INFO source=sched.go:1 msg="other" duration=5m0s path=/blobs`,
      given: { raw_path: "/blobs", logfmt_duration: "5m0s" },
      sent: [{ slog: "sched.go", slog_msg: "other" }],
    },
  ],
  spelling: [
    { lines: "x", given: { access_duration: "1.5ms" }, sent: [{ raw_duration: "1.5ms", duration: "1.5ms" }] },
    { lines: "x", given: { access_us: "1234" }, sent: [{ raw_duration: "1234µs", duration: "1234µs" }] },
    { lines: "x", given: { json_duration: "fast" }, sent: [{ raw_duration: "fast" }] },
    {
      lines: "x",
      given: { raw_path: "https://h/a?q=1", raw_model: "registry.ollama.ai/library/llama3.2:latest" },
      sent: [{ path: "/a", model: "llama3.2:latest" }],
    },
  ],
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
  ],
  "too-old": [
    { lines: "x", at: new Date(Date.now() - 8 * 24 * hour).toISOString(), sent: [] },
    { lines: "x", at: new Date(Date.now() - 6 * 24 * hour).toISOString(), sent: [{}] },
  ],
  form: [
    { lines: "x", given: { event: "load_failed" }, sent: [{ form: "file/event" }] },
    { lines: "x", given: { status_code: "200", path: "/health" }, sent: [{ is_health: "/health" }] },
    {
      lines: "x",
      given: { status_code: "200", local_gin: "x", path: "/api/chat" },
      sent: [{ form: "file/gin" }],
    },
    {
      lines: "x",
      given: { status_code: "200", is_clf: "200", clf_agent: "x", clf_client: "127.0.0.1" },
      sent: [{ is_behind: "127.0.0.1", form: "file/combined-behind" }],
    },
    {
      lines: `INFO:     1.2.3.4:5 - "GET / HTTP/1.1" 200`,
      given: { status_code: "200", is_access: "200", filename: "" },
      sent: [{ form: "container/uvicorn" }],
    },
  ],
  metadata: [{ lines: "x", given: { level: "warn", path: "/a" }, sent: [{ level: "warn", path: "/a" }] }],
};
