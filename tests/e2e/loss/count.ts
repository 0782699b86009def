import type { Entry } from "./loki-reader";

/** Different lines written, different lines in Loki, and how many entries repeat one that is there already. */
export interface Count {
  in: number;
  out: number;
  twice: number;
  /** Numbers of the lines that are not there, and of those that are repeated. */
  lost: number[];
  again: number[];
}

/** First and last number of some lines. */
export type Span = [from: number, to: number];

export interface Outcome extends Count {
  /** Lines that something happened to: none but these may be lost or repeated. @default none */
  atRisk?: Span[];
  /** Those that may be repeated, if they are others. @default atRisk */
  twiceAtRisk?: Span[];
}

/** The number in a line. */
export function numberOf({ line }: { line: string }): number {
  return Number(/\bn=(\d+)/.exec(line)?.[1]);
}

/** The figures alone. */
export function figures({ in: written, out, twice }: Count): Pick<Count, "in" | "out" | "twice"> {
  return { in: written, out, twice };
}

/** Counts what Loki has of so many lines, which are numbered from 1. */
export function counted(entries: Entry[], written: number): Count {
  const found = new Set<number>();
  const again: number[] = [];
  for (const entry of entries) {
    const n = numberOf(entry);
    if (found.has(n)) again.push(n);
    found.add(n);
  }
  const lost = Array.from({ length: written }, (_, i) => i + 1).filter((n) => !found.has(n));
  return { in: written, out: found.size, twice: again.length, lost, again };
}
