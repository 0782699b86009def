import type { Measured, Result } from "./result";
import { keyOf, type Row, rowsOf, short } from "./row";

/** The whole result as a page: where it was measured, then a table a measure. */
export function page(result: Result, picture?: string): string {
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
  return parts.filter(Boolean).join("\n\n");
}

function section(measured: Measured): string {
  const { name, what, skipped, failed, took } = measured;
  return [
    `## ${name}`,
    what,
    table(measured),
    [
      ...skipped.map((each) => `- skipped: ${each.what} (${each.why})`),
      ...(failed ? [`- ended early: ${failed}`] : []),
      `- took ${short(took)} s`,
    ].join("\n"),
  ]
    .filter(Boolean)
    .join("\n\n");
}

/** One measure's table, which reads well on a terminal, too. */
export function table({ figures }: Measured): string {
  if (figures.length === 0) return "";
  const rows = [head, ...rowsOf(figures).map(cellsOf)];
  const widths = head.map((_, i) => Math.max(...rows.map((cells) => cells[i]?.length ?? 0)));
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const [first = "", ...others] = rows.map((cells) =>
    line(
      cells.map((cell, i) =>
        numeric.has(head[i] ?? "") ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0),
      ),
    ),
  );
  const rule = head.map((name, i) =>
    numeric.has(name) ? `${"-".repeat((widths[i] ?? 1) - 1)}:` : "-".repeat(widths[i] ?? 0),
  );
  return [first, line(rule), ...others].join("\n");
}

const head = ["figure", "subject", "median", "spread", "samples", "against ours", "goal"];
const numeric = new Set(["median", "spread", "samples", "against ours"]);

function cellsOf({ figure, median, spread: [least, most], ratio, met }: Row): string[] {
  const goal = figure.goal === undefined ? "" : `${figure.more ? "≥" : "≤"} ${short(figure.goal)}`;
  return [
    keyOf(figure),
    figure.subject,
    `${short(median)} ${figure.unit}`,
    least === most ? "" : `${short(least)} – ${short(most)}`,
    `${figure.samples.length}`,
    ratio === undefined ? "" : `× ${short(ratio)}`,
    met === undefined ? "" : `${goal}: ${met ? "met" : "not met"}`,
  ].map((cell) => cell.replaceAll("|", "\\|"));
}
