import { goDuration, times } from "./times";
import type { Turn } from "./turn";

/** A format's line for a request. */
export type RequestLine = (turn: Turn) => string;

const level = ({ status }: Turn) => (status >= 500 ? "ERROR" : status >= 400 ? "WARNING" : "INFO");
const port = ({ task }: Turn) => 32_768 + (task % 28_000);
const phrase: Record<number, string> = {
  ...{ 200: "OK", 401: "Unauthorized", 404: "Not Found", 429: "Too Many Requests", 499: "Client Closed" },
  ...{ 500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout" },
};
const agent = "Mozilla/5.0 (X11; Linux x86_64)";
const quoted = (turn: Turn) => `"${turn.method} ${turn.path} HTTP/1.1"`;
const common = (turn: Turn) =>
  `${turn.client} - - [${times.common(turn.at)} +0000] ${quoted(turn)} ${turn.status} ${turn.bytes}`;
const combined = (turn: Turn) => `${common(turn)} "-" "${agent}"`;
const uvicorn = (turn: Turn) =>
  `${turn.client}:${port(turn)} - ${quoted(turn)} ${turn.status} ${phrase[turn.status]}`;
const ms = (turn: Turn) => Number(turn.ms.toFixed(2));
/** JSON as Python writes it. */
const python = (value: object) => JSON.stringify(value).replaceAll('":', '": ').replaceAll(',"', ', "');
const gin = (turn: Turn, width: number, between: string) =>
  `[GIN] ${times.slashed(turn.at, " - ")} |${between} ${turn.status} | ${goDuration(turn.ms).padStart(width)} | ${turn.client.padStart(15)}`;

/** What web UIs, their servers and gateways write, by the format's name in docs/log-formats.md. */
export const webuiRequests: Record<string, RequestLine> = {
  caddy: (turn) =>
    JSON.stringify({
      ...{ level: "info", ts: turn.at / 1000, logger: "http.log.access", msg: "handled request" },
      request: { remote_ip: turn.client, proto: "HTTP/1.1", method: turn.method, host: "ui", uri: turn.path },
      ...{ duration: turn.ms / 1000, size: turn.bytes, status: turn.status },
    }),
  "gunicorn with latency (%(D)s: `microsecondDurations`)": (turn) =>
    `${combined(turn)} ${Math.round(turn.ms * 1000)}`,
  "gunicorn, default": combined,
  "HAProxy, HTTP format (`option httplog`)": (turn) =>
    `${times.syslog(turn.at)} edge haproxy[8]: ${turn.client}:${port(turn)} [${times.common(turn.at)}.000] chat-in ui/web1 0/0/1/${Math.round(turn.ms)}/${Math.round(turn.ms) + 1} ${turn.status} ${turn.bytes} - - ---- 1/1/1/1/0 0/0 ${quoted(turn)}`,
  hypercorn: (turn) =>
    `[${times.seconds(turn.at)} +0000] [9] [INFO] ${turn.client}:${port(turn)} - - [${times.common(turn.at)} +0000] "${turn.method} ${turn.path} 1.1" ${turn.status} ${turn.bytes} "-" "${agent}"`,
  "JSON lines with an ISO time": (turn) =>
    python({
      ...{ timestamp: times.iso(turn.at), level: level(turn), message: "request", method: turn.method },
      ...{ path: turn.path, status_code: turn.status, duration_ms: ms(turn), model: turn.model },
    }),
  "logfmt (Go's slog, logrus)": (turn) =>
    `time=${times.iso(turn.at)} level=${level(turn)} msg="request" method=${turn.method} path=${turn.path} status=${turn.status} duration=${turn.ms.toFixed(2)}ms model=${turn.model}`,
  "loguru (Open WebUI)": (turn) =>
    `${times.spaced(turn.at)} | INFO     | uvicorn.protocols.http.httptools_impl:send:476 - ${uvicorn(turn).replace(/ [A-Z][A-Za-z ]*$/, "")}`,
  "morgan, combined and common": combined,
  "morgan, dev and tiny": (turn) =>
    `${turn.method} ${turn.path} ${turn.status} ${turn.ms.toFixed(3)} ms - ${turn.bytes}`,
  "Next.js console": (turn) => ` ${turn.method} ${turn.path} ${turn.status} in ${Math.ceil(turn.ms)}ms`,
  "nginx and Apache, combined": combined,
  "nginx, combined with `$request_time` at its end": (turn) =>
    `${combined(turn)} ${(turn.ms / 1000).toFixed(3)}`,
  "one-api": (turn) =>
    `${gin(turn, 13, ` ${times.iso(turn.at).slice(0, 19).replace(/\D/g, "")}${100_000 + (turn.task % 900_000)} |`)} | ${turn.method.padStart(7)} ${turn.path}`,
  "pino and pino-http": (turn) =>
    JSON.stringify({
      ...{ level: turn.status >= 500 ? 50 : 30, time: Math.round(turn.at), pid: 1, hostname: "ui" },
      req: { id: turn.task, method: turn.method, url: turn.path, remoteAddress: turn.client },
      ...{ res: { statusCode: turn.status }, responseTime: ms(turn), msg: "request completed" },
    }),
  "structlog (JSON, ISO time)": (turn) =>
    python({
      ...{ method: turn.method, path: turn.path, status: turn.status, duration_ms: ms(turn) },
      ...{ model: turn.model, event: "request", level: level(turn).toLowerCase() },
      timestamp: times.iso(turn.at),
    }),
  "structlog, default (console)": (turn) =>
    `${times.seconds(turn.at)} [${level(turn).toLowerCase().padEnd(9)}] request                        method=${turn.method} path=${turn.path} status=${turn.status}`,
  "traefik (JSON)": (turn) =>
    JSON.stringify({
      ...{ ClientHost: turn.client, DownstreamStatus: turn.status, Duration: Math.round(turn.ms * 1e6) },
      ...{ RequestMethod: turn.method, RequestPath: turn.path, level: "info", msg: "" },
      time: times.iso(turn.at),
    }),
  "traefik, default (common)": (turn) =>
    `${common(turn)} "-" "-" ${turn.task} "webui@docker" "http://172.18.0.3:8080" ${Math.round(turn.ms)}ms`,
  uvicorn: (turn) => `INFO:     ${uvicorn(turn)}`,
  "werkzeug (Flask)": (turn) =>
    `${turn.client} - - [${times.common(turn.at, " ")}] ${quoted(turn)} ${turn.status} -`,
};

/** Ollama's. */
export const ollamaRequests: Record<string, RequestLine> = {
  "Ollama's access log (GIN)": (turn) => `${gin(turn, 13, "")} | ${turn.method.padEnd(8)} "${turn.path}"`,
  "older Ollama: access log": (turn) =>
    `[GIN] ${times.slashed(turn.at, " - ")} | ${turn.status} | ${goDuration(turn.ms).padStart(13)} | ${"::1".padStart(15)} | ${turn.method.padEnd(8)} "${turn.path}"`,
};

/** Other model servers'. */
export const serverRequests: Record<string, RequestLine> = {
  "llama-server's requests": (turn) =>
    `srv  log_server_r: request: ${turn.method} ${turn.path} ${turn.client} ${turn.status}`,
  SGLang: (turn) => `[${times.seconds(turn.at)}] INFO:     ${uvicorn(turn)}`,
  vLLM: (turn) => `(APIServer pid=1) INFO:     ${uvicorn(turn)}`,
};
