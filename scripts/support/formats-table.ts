import * as fs from "node:fs";
import * as path from "node:path";

import { configTable } from "./config-table";
import { root } from "./project";

/** The tables in the READMEs that come from the program itself, by the name in their markers. */
export const tables = { config: configTable, formats: formatsTable };

/** A README's table of that name: its begin marker, what stands between, its end marker. */
export function marked(name: string): RegExp {
  return new RegExp(`(<!-- ${name}:begin -->\n)(.*)(<!-- ${name}:end -->)`, "s");
}

/** One entry of a golden expectation, or the first of several that were folded: of the others no text is known. */
interface Row {
  file: string;
  ofContainer: boolean;
  time: string;
  metadata: string;
  text: string;
}

interface Format {
  en: string;
  zh: string;
  /** What its lines look like in the 80 characters that a golden keeps. */
  line: RegExp;
  /** Its lines are told by their fixture where the 80 characters do not. */
  file?: RegExp;
  /** Those of its lines that tell of a request. */
  request?: RegExp;
}

const gunicorn = {
  line: /^(?:\S+ - - )?\[\d\d\/\w{3}\/\d{4}:\S+ [+-]\d{4}\] "|^\[\d{4}-\d\d-\d\d [\d:]+ [+-]\d{4}\] \[\d+\] /,
  request: /"[A-Z]+ \//,
};

/** Fixtures of many formats at once have a row of their own. */
const OWN_ROW_ELSE = /^(?!.*made-up-(?:servers|versions))/;

const formats: Format[] = [
  { en: "logfmt", zh: "logfmt", line: /^time=\S+ level=(?!\S+ source=\S+\.go:)/, request: /msg="request"/ },
  {
    en: "JSON lines",
    zh: "JSON（每行一个对象）",
    line: /^\{"/,
    file: /^(?!.*(?:structlog|made-up-servers))/,
    request: /"message": "reques/,
  },
  {
    en: "structlog (JSON)",
    zh: "structlog（JSON）",
    line: /^\{"/,
    file: /structlog/,
    request: /^\{"method"/,
  },
  { en: "uvicorn", zh: "uvicorn", line: /^[A-Z]+: {2,}/, request: /- "[A-Z]+ \// },
  {
    en: "gunicorn, default",
    zh: "gunicorn，默认格式",
    ...gunicorn,
    file: /^(?!.*(?:-latency|-timeout|made-up-servers))/,
  },
  {
    en: "gunicorn with latency (%(D)s: `microsecondDurations`)",
    zh: "gunicorn，含耗时（%(D)s 需设 `microsecondDurations`）",
    ...gunicorn,
    file: /-(?:latency|timeout)/,
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
    en: "Python logging",
    zh: "Python logging",
    line: /^[A-Z]+:\w|^\d{4}-\d\d-\d\d [\d:]+,\d{3} |^\[\d{4}-\d\d-\d\dT\S+\] \[[A-Z]+\]/,
  },
  {
    en: "Python traceback, as one entry",
    zh: "Python traceback（合并为一条）",
    // One that came apart would begin an entry with its own first line or a later one.
    line: /^(?:[A-Z]+:|\[?\d{4}-).*\(\+\d+ lines\)$|^(?:Traceback | {2}File ")/,
  },
  {
    en: "Next.js console",
    zh: "Next.js 控制台",
    line: /^ [A-Z]+ \/\S* \d{3} in /,
    request: /^ [A-Z]+ \//,
  },
  { en: "Ollama's access log (GIN)", zh: "Ollama 访问日志（GIN）", line: /^\[GIN\] /, request: /^\[GIN\] / },
  {
    en: "Ollama's messages (slog)",
    zh: "Ollama 自身的消息（slog）",
    line: /^time=\S+ level=\S+ source=\S+\.go:/,
  },
  { en: "llama-server's timings", zh: "llama-server 的耗时", line: /^slot +print_timing: .* eval time =/ },
  {
    en: "older Ollama and llama.cpp",
    zh: "旧版 Ollama 与 llama.cpp",
    line: /./,
    file: /made-up-versions/,
    request: /^\[GIN\]/,
  },
  {
    en: "nginx, hypercorn, caddy, traefik, pino, morgan, winston, one-api",
    zh: "nginx、hypercorn、caddy、traefik、pino、morgan、winston、one-api",
    line: /./,
    file: /made-up-servers/,
    request: /\b[A-Z]{3,8} \/|" \d{3} |"status"|handled r/,
  },
];

const timings = ["prompt_ms", "prompt_tokens", "eval_ms", "eval_tokens", "tokens_per_second"];

/** The columns: what a golden says of an entry, several fields in one where they come together. */
const columns: { en: string; zh: string; fields: string[] }[] = [
  { en: "own time with zone", zh: "自带时间（含时区）", fields: ["time"] },
  ...["level", "status_code", "duration", "method", "path", "model"].map(same),
  { ...same(`${timings[0]}\` … \`${timings.at(-1)}`), fields: timings },
  { ...same("event`, `load_duration"), fields: ["event", "load_duration"] },
];

function same(field: string) {
  return { en: `\`${field}\``, zh: `\`${field}\``, fields: [field] };
}

/** Lines that could carry a field, by what is seen of them; of fields not named here only those that do. */
function couldCarry(field: string, { request }: Format): RegExp | undefined {
  if (field === "time") return /\d\d:\d\d:\d\d(?:\.\d+)?(?:Z| ?[+-]\d\d:?\d\d)/;
  if (field === "level")
    return /\b(?:TRACE|DEBUG|INFO|SUCCESS|WARN|WARNING|ERROR|CRITICAL|FATAL)\b|^(?:Traceback | {2}File ")/;
  if (field.startsWith("prompt_")) return /\| prompt eval time =/;
  if (field.startsWith("eval_")) return /\| +eval time =/;
  // A single token takes no measurable time, and so has no speed.
  if (field === "tokens_per_second") return /\| +eval time = .* ms \/ +(?!1 )\d+ /;
  return ["status_code", "duration", "method", "path"].includes(field) ? request : undefined;
}

/** The formats the collector understands, and what it gets of each, as Markdown, from the golden tests. */
export function formatsTable(language: "en" | "zh"): string {
  const rows = goldenRows();
  const stray = rows.find(
    (row) => /(?!level|task)\b[a-z_]+=/.test(row.metadata) && !formats.some(takes(row)),
  );
  if (stray) throw new Error(`${stray.file} has a line of no format of the table: ${stray.text}`);
  const head = [language === "en" ? "format" : "格式", ...columns.map((column) => column[language])];
  const body = formats
    .map((format) => ({ format, own: rows.filter((row) => takes(row)(format)) }))
    .filter(({ own }) => own.length > 0)
    .map(({ format, own }) => [
      format[language],
      ...columns.map(({ fields }) => cell(fields, format, own)),
      agents().join(language === "en" ? ", " : "、"),
    ]);
  head.push(language === "en" ? "agents" : "采集器");
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

function takes(row: Row): (format: Format) => boolean {
  return ({ line, file }) => line.test(row.text) && (file ?? OWN_ROW_ELSE).test(row.file);
}

function cell(fields: string[], format: Format, rows: Row[]): string {
  let could = 0;
  let does = 0;
  for (const field of fields)
    for (const row of rows) {
      // A container's line has Docker's time, whatever it says itself.
      if (field === "time" && row.ofContainer) continue;
      const carried = carries(row, field);
      if (carried) does++;
      if (carried || couldCarry(field, format)?.test(row.text)) could++;
    }
  if (does === 0) return "—";
  return does === could ? "✓" : `${Math.floor((100 * does) / could)} %`;
}

/** A time whose zone is not said: the collector reads it in the host's, or in logTimeZone. */
const ZONELESS =
  /^(?:\[?[A-Z]{4,8}\]?:? +)?\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\]|\s)(?! ?[+-]\d{4})|^\[GIN\]|\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\]|"(?:time|timestamp|ts)": ?"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"/;

function carries({ time, metadata, text }: Row, field: string): boolean {
  return field === "time" ? time !== "read" && !ZONELESS.test(text) : ` ${metadata}`.includes(` ${field}=`);
}

function goldenRows(): Row[] {
  const folder = path.join(root, "tests/fixtures/logs");
  const names = fs.readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => name.endsWith(".expected.tsv"))
    .flatMap((file) => {
      let ofContainer = false;
      return fs
        .readFileSync(path.join(folder, file), "utf8")
        .split("\n")
        .flatMap((line) => {
          const [time = "", metadata, text = ""] = line.split("\t");
          if (line.startsWith("# ")) ofContainer = line.includes(" container=");
          return metadata ? [{ file, ofContainer, time, metadata, text: text.replace(/^\d+x /, "") }] : [];
        });
    });
}

/** The agents that the golden tests hold to these expectations. */
function agents(): string[] {
  const test = fs.readFileSync(path.join(root, "tests/golden.test.ts"), "utf8");
  return [...test.matchAll(/^withAgent\("(\w)(\w*)", .*, theContract\);$/gm)].map(
    ([, first = "", rest = ""]) => first.toUpperCase() + rest,
  );
}
