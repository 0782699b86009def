import type { Seeded } from "../../tests/support/seeded";

/** A number as latencies and sizes are spread: half are below the median, and a few are far above it. @param sigma of its logarithm */
export function logNormal(random: Seeded, median: number, sigma: number): number {
  return median * Math.exp(sigma * normal(random));
}

/** The mean of such numbers. */
export function meanOf(median: number, sigma: number): number {
  return median * Math.exp((sigma * sigma) / 2);
}

/** The time until something that happens by chance, so often on average. */
export function exponential(random: Seeded, mean: number): number {
  return -mean * Math.log(1 - random.next());
}

/** One of several, each as often as its weight says. */
export function weighted<T>(random: Seeded, all: readonly (readonly [weight: number, value: T])[]): T {
  let left = random.next() * all.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, value] of all) if ((left -= weight) < 0) return value;
  return all[all.length - 1]?.[1] as T;
}

function normal(random: Seeded): number {
  // Box and Muller's way from two even numbers to a normal one.
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}
