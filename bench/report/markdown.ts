import { format } from "prettier";

import type { Measured, Result } from "./result";
import { keyOf, type Row, rowsOf, short } from "./row";

/** The whole result as a page: where it was measured, then a table a measure. */
export async function page(result: Result, picture?: string): Promise<string> {
  const { machine, versions, scale } = result;
  const where = [
    `${machine.processor}, ${machine.cores} cores, ${(machine.memory / 1024).toFixed(1)} GiB of memory`,
    `${machine.kernel}, ${machine.engine}`,
  ];
  const parts = [
    `# Bench of ${result.date.slice(0, 10)}`,
    [...where, ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`)]
      .map((line) => `- ${line}`)
      .join("\n"),
    scale.short ? "The short run." : "",
    picture ? `![Medians of each figure](${picture})` : "",
    ...result.measures.map(section),
  ];
  return formatted(parts.filter(Boolean).join("\n\n"));
}

/** One measure's table, as it is printed. */
export async function table(measured: Measured): Promise<string> {
  return formatted(rowsAsTable(measured));
}

function section(measured: Measured): string {
  const { name, what, skipped, failed, took } = measured;
  return [
    `## ${name}`,
    what,
    rowsAsTable(measured),
    [
      ...skipped.map((each) => `- skipped: ${each.what} (${each.why})`),
      ...(failed ? [`- ended early: ${failed}`] : []),
      `- took ${short(took)} s`,
    ].join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

function rowsAsTable({ figures }: Measured): string {
  if (figures.length === 0) return "";
  const head = [
    "| figure | subject | median | spread | samples | against ours | goal |",
    "| --- | --- | ---: | ---: | ---: | ---: | --- |",
  ];
  return [...head, ...rowsOf(figures).map(line)].join("\n");
}

function line({ figure, median, spread: [least, most], ratio, met }: Row): string {
  const goal = figure.goal === undefined ? "" : `${figure.more ? "≥" : "≤"} ${short(figure.goal)}`;
  const cells = [
    keyOf(figure),
    figure.subject,
    `${short(median)} ${figure.unit}`,
    least === most ? "" : `${short(least)} – ${short(most)}`,
    `${figure.samples.length}`,
    ratio === undefined ? "" : `× ${short(ratio)}`,
    met === undefined ? "" : `${goal}: ${met ? "met" : "not met"}`,
  ];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** Columns as wide as they must be: the same text reads well on a terminal. */
async function formatted(text: string): Promise<string> {
  return (await format(text, { parser: "markdown", printWidth: 110 })).trimEnd();
}
