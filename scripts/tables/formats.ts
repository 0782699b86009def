import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../offline/project";

/** A form of log lines that the table tells of: as its program writes it by default, or under a name that says how. */
export interface Format {
  en: string;
  zh: string;
  /** What its lines look like in the 80 characters that a golden keeps. */
  line: RegExp;
  /** Those of its lines that tell of a request: they carry a status. @default none */
  request?: RegExp;
  /** Those of its lines that carry a duration, where no other means of the tests knows them. @default none */
  duration?: RegExp;
}

/** Agents that the golden tests hold to what the table says. */
export const testedAgents = ["promtail", "alloy"] as const;

/** Logs, and what is expected of each, below folders by what the collector takes them for. */
export const fixtures = path.join(root, "tests/fixtures/logs");

/** What a Python traceback becomes: an entry of other formats, whose time it has. */
export const traceback: Format = {
  en: "Python traceback, as one entry",
  zh: "Python traceback（合并为一条）",
  // One that came apart would begin an entry with its own first line or a later one.
  line: /^(?:[A-Z]+:|\[?\d{4}-).*\(\+\d+ lines\)$|^(?:Traceback | {2}File ")/,
};

/** Lines that try something else than a format: secrets, ends of lines, single fields. */
const NONE = "none";
const front = /^(?:# (?:format|zh|line|request|duration): .*\n)+/;

/** A fixture's log: what it says of itself put aside. */
export function logOf(fixture: string): string {
  return fixture.replace(front, "");
}

/**
 * What fixtures say of themselves, at their beginning: `# format:` names a format, or none, once for each that their
 * lines have. `# zh:` names it in Chinese, `# line:` is a regular expression of its lines (all of the fixture's without
 * one), `# request:` one of those that tell of a request, `# duration:` one of those that carry a duration; where another
 * fixture says so, the name is enough.
 *
 * @returns by fixture, less its ending, its formats; a line has the first that fits, and undefined is none
 * @throws Error when a fixture says nothing, or names a format that no fixture describes
 */
export function formatsOfFixtures(folder = fixtures): Map<string, { line: RegExp; format?: Format }[]> {
  const said = fs
    .readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".log"))
    .sort()
    .map((file): [string, Partial<Record<string, string>>[]] => [
      file.replace(/\.log$/, ""),
      blocks(file, fs.readFileSync(path.join(folder, file), "utf8")),
    ]);
  const described = new Map(
    said
      .flatMap(([, own]) => own)
      .flatMap(({ format = "", zh, line = "", request, duration }): [string, Format][] => {
        const some = {
          ...(request === undefined ? {} : { request: new RegExp(request) }),
          ...(duration === undefined ? {} : { duration: new RegExp(duration) }),
        };
        return zh ? [[format, { en: format, zh, line: new RegExp(line), ...some }]] : [];
      }),
  );
  return new Map(
    said.map(([file, own]) => [
      file,
      own.map(({ format: name = "", line }) => {
        const format = described.get(name);
        if (!format && name !== NONE)
          throw new Error(`${file}.log names the format "${name}", which no fixture describes with "# zh:".`);
        return { line: line === undefined ? (format?.line ?? /^/) : new RegExp(line), format };
      }),
    ]),
  );
}

/** What a fixture says of each of its formats. */
function blocks(file: string, text: string): Partial<Record<string, string>>[] {
  const lines = front.exec(text)?.[0].split("\n") ?? [];
  const own: Partial<Record<string, string>>[] = [];
  for (const line of lines) {
    const [, key = "", value = ""] = /^# (\w+): (.*)$/.exec(line) ?? [];
    if (key === "format") own.push({});
    const last = own.at(-1);
    if (last) last[key] = value;
  }
  if (own.length === 0) throw new Error(`${file} does not begin with "# format: ", a format's name or none.`);
  return own;
}
