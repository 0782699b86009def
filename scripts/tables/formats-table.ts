import * as fs from "node:fs";
import * as path from "node:path";

import { type Format, formats, noFormat } from "./formats";
import { root } from "../offline/project";

/** One entry of a golden expectation, or the first of several that were folded: of the others no text is known. */
interface Row {
  file: string;
  ofContainer: boolean;
  time: string;
  metadata: string;
  text: string;
}

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
  // Each line was written at some time.
  if (field === "time") return /^/;
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
    .map((format) => ({ format, own: rows.filter((row) => isOf(row, format)) }))
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
  return ({ line, file }) => line.test(row.text) && (file?.test(row.file) ?? true);
}

/** A line is of one format; what entries of any format may be, such as a traceback, has a row beside it. */
function isOf(row: Row, format: Format): boolean {
  if (format.borrowsTime) return takes(row)(format);
  return formats.filter(({ borrowsTime }) => !borrowsTime).find(takes(row)) === format;
}

function cell(fields: string[], format: Format, rows: Row[]): string {
  let could = 0;
  let does = 0;
  if (format.borrowsTime && fields.includes("time")) return "—";
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
  /^(?:\[?[A-Z]{4,8}\]?:? +)?\[?\d{4}[-/]\d\d[-/]\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:\]|\s)(?! ?[+-]\d{4})|\[GIN\]|\[\d\d\/[A-Z][a-z]{2}\/\d{4} \d\d:\d\d:\d\d\]|"(?:time|timestamp|ts)": ?"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?"/;

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
          const row = { file, ofContainer, time, metadata: metadata ?? "", text: text.replace(/^\d+x /, "") };
          const counts = metadata && !noFormat.file.test(`/${file}`) && !noFormat.line.test(row.text);
          return counts ? [row] : [];
        });
    });
}

/** The agents that the golden tests hold to these expectations. */
function agents(): string[] {
  const test = fs.readFileSync(path.join(root, "tests/containers/golden.test.ts"), "utf8");
  return [...test.matchAll(/^withAgent\("(\w)(\w*)", .*, theContract\);$/gm)].map(
    ([, first = "", rest = ""]) => first.toUpperCase() + rest,
  );
}
