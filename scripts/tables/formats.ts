/** The forms of log lines that the table tells of: each as its program writes it by default, or under a name that says how. */
export interface Format {
  en: string;
  zh: string;
  /** What its lines look like in the 80 characters that a golden keeps. */
  line: RegExp;
  /** Its lines are told by their fixture where the 80 characters do not. */
  file?: RegExp;
  /** Those of its lines that tell of a request. */
  request?: RegExp;
  /** An entry of other formats: it has that one's time. */
  borrowsTime?: true;
}

/** Fixtures of many forms at once; each of their lines tells its form by itself. */
const mixed = /made-up-(?:servers|defaults)|\/morgan/;
/** The same, and forms that are told by the fixture. */
const notMixed = new RegExp(`^(?!.*(?:${mixed.source}|made-up-versions))`);

const combined = String.raw`^\S+ - \S+ \[\d\d\/\w{3}\/\d{4}:\S+ [+-]\d{4}\] "`;
const gunicorn = {
  line: new RegExp(
    String.raw`^(?:\S+ - \S+ )?\[\d\d\/\w{3}\/\d{4}:\S+ [+-]\d{4}\] "|^\[\d{4}-\d\d-\d\d [\d:]+ [+-]\d{4}\] \[\d+\] `,
  ),
  request: /"[A-Z]+ \//,
};

/** Of several that fit a line the first. */
export const formats: Format[] = [
  {
    en: "logfmt (Go's slog, logrus)",
    zh: "logfmt（Go slog、logrus）",
    line: /^time=\S+ level=(?!\S+ source=\S+\.go:)/,
    request: /msg="request"/,
  },
  {
    en: "JSON lines with an ISO time",
    zh: "JSON（每行一个对象，含 ISO 时间）",
    line: /^\{"/,
    file: /app-jsonl|made-up-proxies/,
    request: /"message": "reques/,
  },
  {
    en: "zap, default (JSON, seconds since 1970)",
    zh: "zap，默认格式（JSON，Unix 秒）",
    line: /^\{"level":"\w+","ts":[\d.]+,"caller"/,
  },
  {
    en: "structlog, default (console)",
    zh: "structlog，默认格式（控制台）",
    line: /^\d{4}-\d\d-\d\d [\d:]+ \[\w+ *\] /,
    request: / method=/,
  },
  {
    en: "structlog (JSON, ISO time)",
    zh: "structlog（JSON，ISO 时间）",
    line: /^\{"/,
    file: /structlog/,
    request: /^\{"method"/,
  },
  { en: "uvicorn", zh: "uvicorn", line: /^[A-Z]+: {2,}/, request: /- "[A-Z]+ \// },
  {
    en: "gunicorn, default",
    zh: "gunicorn，默认格式",
    ...gunicorn,
    file: /gunicorn(?!-latency|-timeout)/,
  },
  {
    en: "gunicorn with latency (%(D)s: `microsecondDurations`)",
    zh: "gunicorn，含耗时（%(D)s 需设 `microsecondDurations`）",
    ...gunicorn,
    file: /gunicorn-(?:latency|timeout)/,
  },
  {
    en: "hypercorn",
    zh: "hypercorn",
    line: /^\[\d{4}-\d\d-\d\d [\d:]+ [+-]\d{4}\] \[\d+\] \[\w+\] \S+ - - \[/,
    request: /\] \S+ - - \[/,
  },
  {
    en: "werkzeug (Flask)",
    zh: "werkzeug（Flask）",
    line: /^\S+ - - \[\d\d\/\w{3}\/\d{4} [\d:]+\] /,
    request: /"[A-Z]+ \//,
  },
  {
    en: "loguru (Open WebUI)",
    zh: "loguru（Open WebUI）",
    line: /^\d{4}-\d\d-\d\d [\d:]+\.\d{3} \| /,
    request: /uvicorn\.protocols\.http\.\w+:send:/,
  },
  {
    en: "Python logging, default (`LEVEL:name:`)",
    zh: "Python logging，默认格式（`LEVEL:name:`）",
    line: /^[A-Z]+:\w/,
  },
  {
    en: "Python logging with `%(asctime)s`",
    zh: "Python logging，含 `%(asctime)s`",
    line: /^\[?\d{4}-\d\d-\d\d [\d:]+,\d{3}\]? /,
  },
  {
    en: "Python logging, time with a zone (datefmt with `%z`)",
    zh: "Python logging，时间含时区（datefmt 含 `%z`）",
    line: /^\[\d{4}-\d\d-\d\dT\S+[+-]\d{4}\] \[[A-Z]+\]/,
  },
  {
    en: "Python traceback, as one entry",
    zh: "Python traceback（合并为一条）",
    // One that came apart would begin an entry with its own first line or a later one.
    line: /^(?:[A-Z]+:|\[?\d{4}-).*\(\+\d+ lines\)$|^(?:Traceback | {2}File ")/,
    file: notMixed,
    borrowsTime: true,
  },
  {
    en: "Next.js console",
    zh: "Next.js 控制台",
    line: /^ [A-Z]+ \/\S* \d{3} in /,
    request: /^ [A-Z]+ \//,
  },
  {
    en: "morgan, combined and common",
    zh: "morgan，combined 与 common",
    line: new RegExp(combined),
    file: /\/morgan/,
    request: /"[A-Z]+ \//,
  },
  {
    en: "morgan, dev and tiny",
    zh: "morgan，dev 与 tiny",
    line: /^[A-Z]+ \/\S* \d{3} /,
    request: /^[A-Z]+ \//,
  },
  {
    en: "pino and pino-http",
    zh: "pino 与 pino-http",
    line: /^\{"level":\d+,"time":\d+,"pid"/,
    request: /"req":/,
  },
  { en: "winston, default (JSON)", zh: "winston，默认格式（JSON）", line: /^\{"level":"\w+","message"/ },
  {
    en: "winston, `time level: text`, ISO time",
    zh: "winston，`time level: text`，ISO 时间",
    line: /^\d{4}-\d\d-\d\dT\S+Z (?:error|warn|info|debug): /,
  },
  {
    en: "winston, `time level: text`, local time (LibreChat)",
    zh: "winston，`time level: text`，本地时间（LibreChat）",
    line: /^\d{4}-\d\d-\d\d [\d:]+ (?:error|warn|info|debug): /,
  },
  {
    en: "nginx, combined with `$request_time` at its end",
    zh: "nginx，combined 末尾加 `$request_time`",
    // The only one of its fixture that ends so, behind the 80 characters.
    line: new RegExp(`${combined}POST /api/chat `),
    file: /made-up-servers/,
    request: /"[A-Z]+ \//,
  },
  {
    en: "nginx and Apache, combined",
    zh: "nginx 与 Apache，combined",
    line: new RegExp(combined),
    file: /made-up-(?:servers|proxies)/,
    request: /"[A-Z]+ \//,
  },
  { en: "nginx, error log", zh: "nginx，错误日志", line: /^\d{4}\/\d\d\/\d\d [\d:]+ \[\w+\] \d+#/ },
  {
    en: "caddy",
    zh: "caddy",
    line: /"logger":"http\.log\.access/,
    request: /"logger":"http\.log\.access/,
  },
  {
    en: "traefik, default (common)",
    zh: "traefik，默认格式（common）",
    line: new RegExp(combined),
    file: /made-up-defaults/,
    request: /"[A-Z]+ \//,
  },
  {
    en: "traefik, its own messages",
    zh: "traefik，自身的消息",
    line: /^\d{4}-\d\d-\d\dT\S+ [A-Z]{3} /,
    file: /made-up-defaults/,
  },
  { en: "traefik (JSON)", zh: "traefik（JSON）", line: /^\{"ClientHost"/, request: /^\{"ClientHost"/ },
  {
    en: "one-api",
    zh: "one-api",
    line: /^\[GIN\] \S+ - \S+ \| \d{20}/,
    request: /^\[GIN\]/,
  },
  {
    en: "Ollama's access log (GIN)",
    zh: "Ollama 访问日志（GIN）",
    line: /^\[GIN\] /,
    file: notMixed,
    request: /^\[GIN\] /,
  },
  {
    en: "Ollama's messages (slog)",
    zh: "Ollama 自身的消息（slog）",
    line: /^time=\S+ level=\S+ source=\S+\.go:/,
    file: notMixed,
  },
  {
    en: "llama-server's timings",
    zh: "llama-server 的耗时",
    line: /^slot +print_timing: .* eval time =/,
    file: notMixed,
  },
  {
    en: "older Ollama: access log",
    zh: "旧版 Ollama：访问日志",
    line: /\[GIN\]/,
    file: /made-up-versions/,
    request: /\[GIN\]/,
  },
  {
    en: "older Ollama: messages",
    zh: "旧版 Ollama：自身的消息",
    line: /^time=\S+ level=/,
    file: /made-up-versions/,
  },
  {
    en: "older llama.cpp: timings",
    zh: "旧版 llama.cpp：耗时",
    line: /eval time +=/,
    file: /made-up-versions/,
  },
];

/** Lines that try something else than a format: secrets, ends of lines, single fields. */
export const noFormat = {
  file: /made-up-(?:more-)?secrets|\/edge-/,
  line: /^\{"(?:a|status|msg)":|^status=|^container exited|^Nov 22 |\[AnythingLLM\]/,
};
