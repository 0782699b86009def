import * as fs from "node:fs";
import * as path from "node:path";

import { fixtures, formatsOfFixtures, logOf } from "../tables/formats";

/** Of a source's lines, how many are of which form. */
export interface Forms {
  lines: number;
  /** Lines of each form by its name, the most frequent first. */
  known: [name: string, count: number][];
  /** Lines of no known form; they are kept as they are. */
  unknown: number;
  /** What the first of these looks like, without anything it says. */
  shape?: string;
}

/** Most lines of a source that are looked at. */
const most = 400;
/** Longer beginnings of a line tell no more: the formats are told by that much. */
const width = 80;
// What terminals turn into colours, and the marks of a container's log.
// eslint-disable-next-line no-control-regex -- that is what they begin with
const colours = /\u001b\[[\d;]*m/g;
/** A line that goes on with what the one before it says. */
const continued = /^(?:\s{2}|\t|Traceback \(|[\w.]+(?:Error|Exception)\b|\}|\])/;

let table: { name: string; line: RegExp }[] | undefined;

/** The forms of docs/log-formats.md, those told most exactly first; none where the checkout has no fixtures. */
function formats() {
  table ??= fs.existsSync(fixtures) ? exactFirst() : [];
  return table;
}

/** A form whose expression fits lines of fewer other logs tells more. */
function exactFirst() {
  const described = formatsOfFixtures();
  const samples = [...described.keys()].map((file) =>
    logOf(fs.readFileSync(path.join(fixtures, `${file}.log`), "utf8"))
      .split("\n")
      .filter(Boolean)
      .map((line) => line.replace(colours, "").slice(0, width)),
  );
  // Several programs write one form.
  const known = new Map<string, { names: Set<string>; line: RegExp }>();
  for (const { format, line } of [...described.values()].flat())
    // One that is told by its source takes any line.
    if (format && line.source !== "^") {
      const { names } = known.get(line.source) ?? { names: new Set() };
      known.set(line.source, { names: names.add(format.en), line });
    }
  return [...known.values()]
    .map(({ names, line }) => ({
      ...{ name: [...names].join(" or "), line },
      fits: samples.filter((lines) => lines.some((one) => line.test(one))).length,
    }))
    .sort((one, other) => one.fits - other.fits);
}

/** Which forms a log's lines have; undefined where it has no line. */
export function formsOf(text: string): Forms | undefined {
  const lines = text
    .replace(colours, "")
    .split(/\r?\n/)
    .filter((line) => line.trim() !== "" && !continued.test(line));
  const seen = lines.length > most ? [...lines.slice(0, most / 2), ...lines.slice(-most / 2)] : lines;
  const counts = new Map<string, number>();
  const unknown: string[] = [];
  for (const line of seen) {
    const name = formats().find((format) => format.line.test(line.slice(0, width)))?.name;
    if (name) counts.set(name, (counts.get(name) ?? 0) + 1);
    else unknown.push(line);
  }
  if (seen.length === 0) return undefined;
  return {
    lines: seen.length,
    known: [...counts].sort(([, a], [, b]) => b - a),
    unknown: unknown.length,
    ...(unknown[0] === undefined ? {} : { shape: shapeOf(unknown[0]) }),
  };
}

/** Whether any form is known here: an installation without the tests' logs knows none. */
export function formsKnown(): boolean {
  return formats().length > 0;
}

/** In a few words, for people. */
export function formsInWords({ lines, known, unknown, shape }: Forms): string {
  if (!formsKnown()) return `${lines} lines looked at; their forms are known to a git checkout only`;
  const names = known.slice(0, 3).map(([name, count]) => `${name} (${count})`);
  const more = known.length > 3 ? [`${known.length - 3} more forms`] : [];
  const rest = unknown > 0 ? [`no known form (${unknown}, such as "${shape}")`] : [];
  return `of ${lines} lines: ${[...names, ...more, ...rest].join(", ")}`;
}

/** Letters as a, digits as 9: how a line is built, and nothing of what people wrote. */
function shapeOf(line: string): string {
  return line
    .slice(0, 40)
    .replace(/\p{L}+/gu, (word) => "a".repeat(Math.min(word.length, 4)))
    .replace(/\d/g, "9");
}
