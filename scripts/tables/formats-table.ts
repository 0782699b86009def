import * as fs from "node:fs";
import * as path from "node:path";

import { fixtures, type Format, formatsOfFixtures, testedAgents, traceback } from "./formats";

/** One entry of a golden expectation, or the first of several that were folded: of the others no text is known. */
interface Row {
  file: string;
  /** What its fixture says it is. @default none */
  format?: Format;
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
  { ...same("running` … `throughput"), fields: ["running", "waiting", "kv_cache", "throughput"] },
  { ...same("event`, `load_duration"), fields: ["event", "load_duration"] },
  {
    ...same("gpu_total` … `draft_tokens"),
    fields: ["gpu_total", "gpu_free", "layers", "gpu_kv", "draft_tokens"],
  },
  { ...same("xid`, `victim"), fields: ["xid", "victim"] },
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
  const formats = [...new Set([...rows.flatMap(({ format }) => format ?? []), traceback])];
  const head = [
    language === "en" ? "format" : "格式",
    ...columns.map((column) => column[language]),
    language === "en" ? "agents" : "采集器",
  ];
  const agents = testedAgents.map((agent) => agent[0]?.toUpperCase() + agent.slice(1));
  const body = formats
    .sort((a, b) => a.en.localeCompare(b.en, "en"))
    .map((format) => ({ format, own: rows.filter((row) => isOf(row, format)) }))
    .map(({ format, own }) => [
      format[language],
      ...columns.map(({ fields }) => cell(fields, format, own)),
      agents.join(language === "en" ? ", " : "、"),
    ]);
  return [head, head.map(() => "---"), ...body].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** A line is of one format; what entries of any format may be, a traceback, has a row beside it. */
function isOf(row: Row, format: Format): boolean {
  return format === traceback ? traceback.line.test(row.text) : row.format === format;
}

function cell(fields: string[], format: Format, rows: Row[]): string {
  let could = 0;
  let does = 0;
  if (format === traceback && fields.includes("time")) return "—";
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
  return [...formatsOfFixtures()].flatMap(([file, formats]) => {
    let ofContainer = false;
    return fs
      .readFileSync(path.join(fixtures, `${file}.expected.tsv`), "utf8")
      .split("\n")
      .flatMap((line) => {
        if (line.startsWith("# ")) ofContainer = line.includes(" container=");
        const [time = "", metadata, folded = ""] = line.split("\t");
        if (!metadata) return [];
        const text = folded.replace(/^\d+x /, "");
        const own = formats.find((one) => one.line.test(text));
        if (!own && /(?!level|task)\b[a-z_]+=/.test(metadata))
          throw new Error(`${file}.log has a line of none of the formats that it names: ${text}`);
        // A line that tries something else is none of the table's, not even a traceback.
        return own && !own.format ? [] : [{ file, format: own?.format, ofContainer, time, metadata, text }];
      });
  });
}
