import { parse } from "yaml";

import { type Part, partText, pipeline } from "../../components/containers/collector-file/pipeline";
import { collect, type Collector, defaults } from "./collector";
import { found } from "./pipeline-contract";
import type { Entry } from "./push-receiver";

/** What one part is given, and what it makes of it. */
export interface Case {
  /** A line, or several of one file. */
  lines: string | string[];
  /** Fields that earlier parts wrote; `head` is the line. */
  given?: Record<string, string>;
  labels?: Record<string, string>;
  /** The pipeline is told that the file's lines are history. */
  old?: true;
  /** Labels that the line does not have though every file's line has them. */
  without?: string[];
  /** The time that the line has so far, RFC 3339. @default when it is read */
  at?: string;
  /**
   * Each entry that comes out: the fields that the part wrote, unless empty; its `line` where the part writes lines, its
   * `time` where it writes times, "read" if that is when it was read.
   */
  sent: Record<string, string>[];
}

/** All parts of the pipeline, in their order, whether or not the default settings have them. */
export const parts: Part[] = pipeline.flatMap((step) => ("parts" in step ? step.parts : [step]));

/** Lets one real agent read the lines of all cases, each through a job with that part alone; the entries of each. */
export async function runCases(
  collector: Collector,
  cases: Record<string, Case[]>,
): Promise<Record<string, Record<string, string>[][]>> {
  const all = Object.entries(cases).flatMap(([name, own]) =>
    own.map((one, at) => ({ id: `${name}-${at}`, part: parts.find((part) => part.name === name), one })),
  );
  const run = await collect(collector, {
    files: Object.fromEntries(all.map(({ id, one }) => [`${id}.log`, `${[one.lines].flat().join("\n")}\n`])),
    old: all.filter(({ one }) => one.old).map(({ id }) => `${id}.log`),
    jobs: (root) => all.map(({ id, part, one }) => job(id, `${root}/${id}.log`, part, one)),
  });
  const entries = (name: string, at: number) =>
    run.entries.filter(({ labels }) => labels["case"] === `${name}-${at}`);
  return Object.fromEntries(
    Object.entries(cases).map(([name, own]) => [
      name,
      own.map((_, at) => entries(name, at).map((entry) => row(entry, name, run.started))),
    ]),
  );
}

function job(
  id: string,
  path: string,
  part: Part | undefined,
  { given = {}, labels, without, at }: Case,
): object {
  if (!part) throw new Error(`there is no part of the name of case ${id}`);
  const text = partText(part, defaults);
  const { reads, writes } = found(text);
  const fields = {
    ...(reads.includes("head") ? { head: ".Entry" } : {}),
    ...quoted(given),
    ...quoted(at ? { at } : {}),
  };
  const written = writes.filter((name) => !["line", "time", "metadata"].includes(name));
  return {
    job_name: id,
    static_configs: [
      { targets: ["localhost"], labels: { job: "test", ...labels, case: id, __path__: path } },
    ],
    pipeline_stages: [
      ...(without ? [{ labeldrop: without }] : []),
      ...Object.entries(fields).map(([source, value]) => ({
        template: { source, template: `{{ ${value} }}` },
      })),
      ...(at ? [{ timestamp: { source: "at", format: "RFC3339Nano" } }] : []),
      ...(parse(text) as object[]),
      ...(written.length > 0
        ? [{ structured_metadata: Object.fromEntries(written.map((name) => [name, null])) }]
        : []),
    ],
  };
}

/** Texts as Go writes them. */
function quoted(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)]));
}

function row({ line, time, metadata, labels }: Entry, name: string, started: number): Record<string, string> {
  const { writes } = found(partText(parts.find((part) => part.name === name) as Part, defaults));
  const milliseconds = Number(time / 1_000_000n);
  const iso = milliseconds >= started - 1000 ? "read" : new Date(milliseconds).toISOString();
  return {
    ...Object.fromEntries(Object.entries(metadata).filter(([, value]) => value !== "")),
    ...(writes.includes("line") ? { line } : {}),
    ...(writes.includes("time") ? { time: iso } : {}),
    ...(writes.includes("job") && labels["job"] ? { job: labels["job"] } : {}),
    ...(writes.includes("stream") && labels["stream"] ? { stream: labels["stream"] } : {}),
  };
}
