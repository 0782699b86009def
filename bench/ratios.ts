/** No query may get slower than by this factor. */
export const limit = 1.1;

/** What one query cost in the rounds so far, at another revision and now; seconds, a pair a round. */
export type Rounds = readonly (readonly [before: number, now: number])[];

/** The middle of some numbers, the mean of the two in the middle; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2;
}

/**
 * By how much a query got slower: the median of the rounds' ratios. The two of a round were measured one right after the
 * other, so what slows the machine down for a while slows both down; one round that was disturbed does not count.
 */
export function ratio(rounds: Rounds): number {
  return median(rounds.map(([before, now]) => now / before));
}

/** Whether it got slower by more than the limit. */
export function isSlower(rounds: Rounds): boolean {
  return ratio(rounds) > limit;
}
