import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { fixtures, logOf } from "../../scripts/tables/formats";
import type { Agent, Run } from "./collector";
import type { Entry } from "./push-receiver";

/** The order in which a row names metadata: the contract's fields. */
const METADATA = [
  "level",
  "status_code",
  "duration",
  "method",
  "path",
  "model",
  "task",
  "prompt_ms",
  "prompt_tokens",
  "eval_ms",
  "eval_tokens",
  "tokens_per_second",
  "event",
  "load_duration",
  "server",
  "engine",
  "running",
  "waiting",
  "kv_cache",
  "throughput",
  "xid",
  "xid_kind",
  "victim",
  "gpu",
  "gpu_library",
  "gpu_total",
  "gpu_free",
  "host_total",
  "host_free",
  "layers_offloaded",
  "layers",
  "gpu_weights",
  "gpu_kv",
  "gpu_compute",
  "asked_tokens",
  "draft_accepted",
  "draft_tokens",
  "history",
  "form",
];

export function fixtureNames(kind: string): string[] {
  return readdirSync(join(fixtures, kind))
    .filter((name) => name.endsWith(".log"))
    .map((name) => `${kind}/${name}`)
    .sort();
}

export function fixture(name: string): string {
  return logOf(readFileSync(join(fixtures, name), "utf8"));
}

/** What a run made of one fixture, as the text of its expectation: one section a stream, one row an entry. */
export function rows(run: Run, entries: Entry[]): string {
  const streams = new Map<string, Entry[]>();
  for (const entry of entries) {
    const labels = labelText(run, entry.labels);
    streams.set(labels, [...(streams.get(labels) ?? []), entry]);
  }
  const sections = [...streams].sort(([a], [b]) => (a < b ? -1 : 1));
  return (
    sections
      .map(([labels, stream]) => [`# ${labels}`, ...fold(stream.map((entry) => row(run, entry)))].join("\n"))
      .join("\n\n") + "\n"
  );
}

/** Compares with the expectation beside the fixture; Promtail writes it when UPDATE_GOLDEN is set. */
export function expectGolden(name: string, actual: string, agent: Agent): void {
  const path = join(fixtures, name.replace(/\.log$/, ".expected.tsv"));
  if (process.env["UPDATE_GOLDEN"] && agent === "promtail") writeFileSync(path, actual);
  expect({ [basename(path)]: actual }).toEqual({
    [basename(path)]: existsSync(path) ? readFileSync(path, "utf8") : "(missing: UPDATE_GOLDEN=1)",
  });
}

interface Row {
  time: string;
  metadata: string;
  text: string;
  plain: boolean;
}

function row(run: Run, entry: Entry): Row {
  const lines = entry.line.split("\n");
  const first = (lines[0] ?? "").replace(/\t/g, "\\t");
  const more = lines.length > 1 ? ` (+${lines.length - 1} lines)` : "";
  const text = (first.length > 80 ? `${first.slice(0, 80)}…` : first) + more;
  const fields = METADATA.flatMap((name) =>
    name in entry.metadata ? [`${name}=${entry.metadata[name]}`] : [],
  );
  const unknown = Object.keys(entry.metadata).filter((name) => !METADATA.includes(name));
  if (unknown.length > 0) throw new Error(`metadata outside the contract: ${unknown.join(", ")}`);
  const plain = fields.every((field) => /^(level|task)=/.test(field)) && lines.length === 1;
  return { time: timeText(run, entry), metadata: fields.join(" ") || "-", text, plain };
}

/** Consecutive lines that carry nothing become one row with their number. */
function fold(all: Row[]): string[] {
  const written: string[] = [];
  for (let at = 0; at < all.length;) {
    const first = all[at] as Row;
    let next = at + 1;
    while (first.plain && all[next]?.plain && all[next]?.metadata === first.metadata) next++;
    const count = next - at > 1 ? `${next - at}x ` : "";
    written.push(`${first.time}\t${first.metadata}\t${count}${first.text}`);
    at = next;
  }
  return written;
}

/**
 * The line's time as the line itself or Docker names it, or "read" when the collector stamped it as it read it.
 * Digits that stand in no line keep equal times apart and are left out; "*" if that is the whole fraction.
 */
function timeText(run: Run, { time, line, labels }: Entry): string {
  const seconds = Number(time / 1_000_000_000n);
  if (seconds * 1000 >= run.started - 1000) return "read";
  if ("filename" in labels && !("stream" in labels))
    throw new Error(
      `a fixture's line is of less than 12 hours ago, and stands in another stream later: ${line}`,
    );
  const [whole = ""] = new Date(seconds * 1000).toISOString().split(".");
  const fraction = (time % 1_000_000_000n).toString().padStart(9, "0");
  const written = (digits: number) =>
    new RegExp(`${whole.slice(-3)}[.,]${fraction.slice(0, digits)}`).test(line);
  const named = [9, 6, 3].find((digits) => "container" in labels || written(digits));
  return `${whole}.${named ? fraction.slice(0, named) : "*"}Z`;
}

function labelText(run: Run, labels: Record<string, string>): string {
  return Object.keys(labels)
    .sort()
    .map((name) => `${name}=${labels[name]?.replace(`${run.root}/`, "")}`)
    .join(" ");
}
