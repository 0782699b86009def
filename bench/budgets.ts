import type { Figure } from "./measure";
import { median } from "./ratios";
import { ours, short } from "./report/row";

/** A ratio that is not to be lost: ours against the original configuration's, of the same run on the same machine. */
export interface Budget {
  /** The figure, as its measure names it. */
  what: string;
  /** Ours is at least so many times the original's. */
  least?: number;
  /** Ours is at most so many times the original's. */
  most?: number;
}

/** Who it is compared with. */
export const original = "original";

const work = "50,000 lines of a container";

/**
 * What docs/performance.md promises of `kept`. On 2026-11-27 the original kept 5,030 lines in 5,000 streams, ours all in
 * one; its Loki took 2.2 times the memory, and 23 times the disk a line.
 */
export const budgets: Budget[] = [
  { what: `${work}: found`, least: 9 },
  { what: `${work}: streams`, most: 0.01 },
  { what: `${work}: memory at most, loki`, most: 1 },
  { what: `${work}: disk for a million lines found`, most: 0.2 },
];

/** The ratios that are lost, a sentence each: what, how it is, how it should be. A figure that is missing is lost, too. */
export function lost(figures: readonly Figure[], promised: readonly Budget[] = budgets): string[] {
  return promised.flatMap(({ what, least = 0, most = Infinity }) => {
    const of = (subject: string) => figures.find((each) => each.what === what && each.subject === subject);
    const mine = of(ours);
    const theirs = of(original);
    if (!mine || !theirs)
      return `${what}: there is no figure of ${mine ? original : ours}, so the ratio is not known.`;
    const ratio = median(mine.samples) / median(theirs.samples);
    if (ratio >= least && ratio <= most) return [];
    const values = [mine, theirs].map(({ samples, unit }) => `${short(median(samples))} ${unit}`);
    const aim = ratio < least ? `at least ${short(least)}` : `at most ${short(most)}`;
    return `${what}: ours is ${short(ratio)} times the original's (${values.join(" to ")}); it is to be ${aim} times.`;
  });
}
