import { readArguments } from "../scripts/command/arguments";
import { Failure, run } from "../scripts/command/fail";
import type { Scale } from "./measure";
import { chosen, measures } from "./measures";
import { machine, versions } from "./report/machine";
import { table } from "./report/markdown";
import type { Measured, Result } from "./report/result";
import { write } from "./report/write";
import { Session } from "./session";
import { subjects } from "./subjects";

/** Measures this stack, and others beside it, on this machine: docs/performance.md says what and how. */
run(async () => {
  const flags = readArguments({
    name: "bench",
    does:
      "Measures this stack and others beside it on this machine, images present, and prints a table a measure.\n" +
      "Without names all are measured but the long ones, which take more than ten minutes:\n\n" +
      measures
        .map(({ name, what, long }) => `  ${name.padEnd(10)} ${brief(what)}${long ? " (long)" : ""}`)
        .join("\n"),
    flags: {
      short: { type: "boolean", help: "less of everything, as CI does" },
      rounds: { type: "string", help: "how often what varies is measured (default: 3, short: 1)" },
      subjects: { type: "string", help: "only these, with commas between (default: all that can be had)" },
      out: { type: "string", help: "a folder for report.json, report.md and report.svg" },
    },
    words: "[measure…]",
    stack: false,
    example: "kept fresh --subjects ours,original --out /tmp/report",
  });
  const scale: Scale = {
    short: flags.short ?? false,
    rounds: rounds(flags.rounds, flags.short ? 1 : 3),
    ...(flags.subjects ? { only: named(flags.subjects) } : {}),
  };
  const wanted = chosen(flags.positionals, scale.short);
  const result: Result = {
    date: new Date().toISOString(),
    machine: machine(),
    versions: versions(),
    scale,
    measures: [],
  };
  const session = new Session(scale);
  for (const measure of wanted) {
    const measured = await session.measure(measure);
    result.measures.push(measured);
    // Written after each: what is there stays, whatever becomes of the next.
    if (flags.out) write(result, flags.out);
  }
  for (const measured of result.measures) show(measured);
  if (flags.out) console.log(`\nWritten to ${flags.out}: report.json, report.md, report.svg`);
  const failed = result.measures.filter((measured) => measured.failed !== undefined);
  if (failed.length > 0)
    throw new Failure(`Ended early: ${failed.map(({ name, failed: why }) => `${name} (${why})`).join("; ")}`);
});

function show(measured: Measured): void {
  console.log(`\n${measured.name}: ${measured.what}\n`);
  if (measured.figures.length > 0) console.log(table(measured));
  for (const { what, why } of measured.skipped) console.log(`skipped: ${what} (${why})`);
}

/** Subjects by their names, with commas between. */
function named(list: string): string[] {
  const names = list.split(",");
  const unknown = names.filter((name) => !subjects.some((subject) => subject.name === name));
  if (unknown.length === 0) return names;
  const all = subjects.map(({ name }) => name).join(", ");
  throw new Failure(`--subjects names ${unknown.join(", ")}, which there is not: give some of ${all}.`, 64);
}

/** What stands before the first colon or full stop. */
function brief(what: string): string {
  return /^.*?(?=[:.](?: |$)|$)/.exec(what)?.[0] ?? what;
}

function rounds(given: string | undefined, usual: number): number {
  const number = given === undefined ? usual : Number(given);
  if (Number.isInteger(number) && number >= 1 && number <= 100) return number;
  throw new Failure(`--rounds is ${given}: give a whole number from 1 to 100.`, 64);
}
