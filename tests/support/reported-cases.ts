import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import type { Entry } from "./push-receiver";

const folder = join(__dirname, "../fixtures/cases");

/** What a log line that somebody reported ought to become. */
export interface Expected {
  /** The entry's lines; blank ones are not compared. */
  lines: string[];
  fields: Record<string, string>;
}

/** A folder of logs that the collector knows. */
const sides = ["ollama", "webui", "servers"] as const;
type Side = (typeof sides)[number];

/** A reported case: whose log it is, what it is about, and what ought to come out. */
export interface ReportedCase {
  id: string;
  side: Side;
  about: string;
  log: string;
  expected: Expected[];
}

/** Of the fields these are compared, whether or not a case names them; `form`, and the label `job`, only where it does. */
const COMPARED = ["level", "status_code", "duration", "method", "path", "model", "event"];

/**
 * The cases in tests/fixtures/cases. On top of a file stands `# side: about`; then each entry's lines, and behind them
 * `=> ` with what the entry's fields ought to be; `form` is the shape alone.
 */
export function reportedCases(): ReportedCase[] {
  return readdirSync(folder)
    .sort()
    .map((file) => {
      const id = file.replace(/\.log$/, "");
      const [first = "", ...rest] = readFileSync(join(folder, file), "utf8").trimEnd().split("\n");
      const [, named, about = ""] = /^# (\w+): (.*)$/.exec(first) ?? [];
      const side = sides.find((one) => one === named);
      if (!side) throw new Error(`${file} does not begin with "# side: about".`);
      const expected: Expected[] = [];
      let lines: string[] = [];
      for (const line of rest) {
        if (!line.startsWith("=>")) lines.push(line);
        else {
          const fields = [...line.matchAll(/(\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]);
          expected.push({ lines, fields: Object.fromEntries(fields) as Record<string, string> });
          lines = [];
        }
      }
      return { id, side, about, log: `${expected.flatMap((one) => one.lines).join("\n")}\n`, expected };
    });
}

/** How an entry is told in a comparison: its fields, its beginning, its length. */
function told(lines: string[], fields: Record<string, string>, named: string[]): string {
  const shape = fields["form"]?.replace(/^.*\//, "");
  const values = { ...fields, ...(shape ? { form: shape } : {}) } as Record<string, string>;
  const own = named.flatMap((name) => (values[name] ? [`${name}=${values[name]}`] : []));
  const full = lines.filter((line) => line.trim());
  return `${own.join(" ") || "-"} | ${beginning(full)} (${full.length})`;
}

/** As far as nothing in it is redacted. */
function beginning([first = ""]: string[]): string {
  return first.replace(/'?(CANARY|\[redacted\]).*/, "").slice(0, 60);
}

/** What was expected of a case, and what came of it, to be compared. */
export function compared(
  { expected, log }: ReportedCase,
  entries: Entry[],
): { ought: string[]; came: string[] } {
  // What is old has a stream of its own.
  const place = ({ line }: Entry) => log.indexOf(beginning(line.split("\n")));
  const inOrder = [...entries].sort((a, b) => place(a) - place(b) || Number(a.time - b.time));
  const named = (at: number) => [
    ...COMPARED,
    ...["form", "job"].filter((name) => expected[at]?.fields[name] !== undefined),
  ];
  return {
    ought: expected.map(({ lines, fields }, at) => told(lines, fields, named(at))),
    came: inOrder.map(({ line, metadata, labels }, at) =>
      told(line.split("\n"), { ...metadata, job: labels["job"] ?? "" }, named(at)),
    ),
  };
}
