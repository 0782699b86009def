import type { Figure } from "../measure";
import { median } from "../ratios";

/** The subject that all others are compared with. */
export const ours = "ours";

/** What a report says of one figure. */
export interface Row {
  figure: Figure;
  median: number;
  /** The smallest and the largest sample. */
  spread: [least: number, most: number];
  /** The median against that of `ours`, for another subject where ours has the same figure and it is not 0. */
  ratio?: number;
  /** Whether the goal is reached, where there is one. */
  met?: boolean;
}

/** Sums figures up, in their order. */
export function rowsOf(figures: readonly Figure[]): Row[] {
  const mine = new Map(
    figures
      .filter(({ subject }) => subject === ours)
      .map((figure) => [keyOf(figure), median(figure.samples)]),
  );
  return figures.map((figure) => {
    const middle = median(figure.samples);
    const own = mine.get(keyOf(figure));
    return {
      figure,
      median: middle,
      spread: [Math.min(...figure.samples), Math.max(...figure.samples)],
      ...(figure.subject !== ours && own ? { ratio: middle / own } : {}),
      ...(figure.goal === undefined
        ? {}
        : { met: figure.more ? middle >= figure.goal : middle <= figure.goal }),
    };
  });
}

/** What two subjects' figures have in common when they are of the same thing. */
export function keyOf({ what, point }: Figure): string {
  return point ? `${what} (${point.along}: ${point.at.toLocaleString("en")})` : what;
}

/** A number with three digits that say something, and no decimals from 100 on. */
export function short(value: number): string {
  if (!Number.isFinite(value)) return "–";
  return Number(value.toPrecision(Math.abs(value) >= 100 ? 12 : 3)).toLocaleString("en", {
    maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 3,
  });
}
