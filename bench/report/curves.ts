import { grouped } from "../../components/shared/grouped";
import type { Measured } from "./result";
import { type Row, rowsOf, short } from "./row";
import { bar, lineThrough, text } from "./svg";

const height = 150;
const gap = 30;
const perLine = 3;
const colors = ["#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#8c564b", "#7f7f7f"];

/** A measure's curves, three beside each other: a small graph a figure, both axes from zero, a line a subject. */
export function curves({ figures }: Measured, top: number, whole: number): { pieces: string[]; end: number } {
  const pieces: string[] = [];
  const width = (whole - 40 - gap * (perLine - 1)) / perLine;
  const rows = rowsOf(figures).filter(({ figure }) => figure.point);
  const groups = grouped(rows, ({ figure }) => `${figure.what}, by ${figure.point?.along}`);
  groups.forEach(([title, group], i) => {
    const x = 20 + (i % perLine) * (width + gap);
    const y = top + Math.floor(i / perLine) * (height + 70);
    pieces.push(text(x, y + 4, title, { size: 12, bold: true }), ...graph(group, x, y + 16, width));
  });
  return { pieces, end: top + Math.ceil(groups.length / perLine) * (height + 70) };
}

function graph(rows: readonly Row[], x: number, y: number, width: number): string[] {
  const at = ({ figure }: Row) => figure.point?.at ?? 0;
  const right = Math.max(...rows.map(at));
  const most = Math.max(...rows.map(({ median }) => median)) || 1;
  const bottom = y + height;
  const subjects = grouped(rows, ({ figure }) => figure.subject);
  return [
    bar(x, y, 1, height, "#ddd"),
    bar(x, bottom, width, 1, "#ddd"),
    text(x + 6, y + 10, `${short(most)} ${rows[0]?.figure.unit}`, { size: 11, color: "#666" }),
    text(x + width, bottom + 16, short(right), { size: 11, anchor: "end", color: "#666" }),
    ...subjects.flatMap(([subject, own], i) => {
      const color = colors[i % colors.length] ?? "";
      const points = [...own]
        .sort((a, b) => at(a) - at(b))
        .map((row): [number, number] => [
          x + (at(row) / right) * width,
          bottom - (row.median / most) * height,
        ]);
      const name =
        subjects.length > 1
          ? [text(x + width, bottom - 8 - 14 * i, subject, { size: 11, anchor: "end", color })]
          : [];
      return [lineThrough(points, color), ...name];
    }),
  ];
}
