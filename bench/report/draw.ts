import { grouped } from "../../components/shared/grouped";
import { curves } from "./curves";
import type { Measured, Result } from "./result";
import { ours, type Row, rowsOf, short } from "./row";
import { bar, picture, text } from "./svg";

const width = 1000;
const left = 470;
const step = 20;
/** Ours stands out; the others are told by their names. */
const colors = { ours: "#1f77b4", other: "#b0b7bf" };

/** A picture of all medians: a bar a subject, as long as its share of the longest of that figure, the goal, and curves. */
export function draw({ date, machine, measures }: Result): string {
  const pieces: string[] = [
    text(20, 32, `Bench of ${date.slice(0, 10)}`, { size: 20, bold: true }),
    text(20, 54, `${machine.processor}, ${machine.cores} cores`, { color: "#666" }),
  ];
  let y = 90;
  for (const measured of measures.filter(({ figures }) => figures.length > 0)) {
    pieces.push(text(20, y, measured.name, { size: 16, bold: true }));
    y += 24;
    const flat = bars(measured, y);
    const curved = curves(measured, flat.end, width);
    pieces.push(...flat.pieces, ...curved.pieces);
    y = curved.end + 24;
  }
  return picture(width, y, pieces);
}

function bars({ figures }: Measured, top: number): { pieces: string[]; end: number } {
  const pieces: string[] = [];
  let y = top;
  const rows = rowsOf(figures).filter(({ figure }) => !figure.point);
  for (const [, group] of grouped(rows, ({ figure }) => figure.what)) {
    const longest = Math.max(...group.map(({ median, figure }) => Math.max(median, figure.goal ?? 0)));
    for (const [i, row] of group.entries()) {
      if (i === 0) pieces.push(text(20, y, row.figure.what, { size: 12 }));
      pieces.push(...one(row, y, longest));
      y += step;
    }
    y += 4;
  }
  return { pieces, end: y };
}

function one({ figure, median, ratio, met }: Row, y: number, longest: number): string[] {
  const lengthOf = (value: number) => (longest > 0 ? (value / longest) * (width - left - 230) : 0);
  const length = lengthOf(median);
  const said = [
    `${short(median)} ${figure.unit}`,
    ratio === undefined ? "" : `× ${short(ratio)}`,
    met === false ? "goal not met" : "",
  ];
  return [
    text(left - 8, y, figure.subject, { size: 12, anchor: "end", bold: figure.subject === ours }),
    bar(left, y - 11, length, 14, figure.subject === ours ? colors.ours : colors.other),
    ...(figure.goal === undefined ? [] : [bar(left + lengthOf(figure.goal) - 1, y - 13, 2, 18, "#222")]),
    text(left + length + 6, y, said.filter(Boolean).join(", "), { size: 12 }),
  ];
}
