/** What a query of a panel should answer, and the words to say so. */

/** The lowest and the highest that will do. */
export type Bounds = [low: number, high: number];

/**
 * What a query answers: by one of the series' label values, or "" for the only series without one. `nothing` is an answer
 * without any series, where nothing happened and zero would be a lie.
 */
export type Expected =
  { lines: Bounds } | "nothing" | { reduce: "last" | "max" | "sum"; series: Record<string, Bounds> };

type Values = number | Bounds | Record<string, number | Bounds>;

/** Some number, not negative: a measurement of this very machine. */
export const some: Bounds = [0, Infinity];
export const positive: Bounds = [Number.MIN_VALUE, Infinity];

function expected(reduce: "last" | "max" | "sum", values: Values, scale = 1): Expected {
  const bounds = (value: number | Bounds): Bounds => {
    const [low, high] = Array.isArray(value) ? value : around(value);
    return [low / scale, high / scale];
  };
  const series = typeof values === "number" || Array.isArray(values) ? { "": values } : values;
  return {
    reduce,
    series: Object.fromEntries(Object.entries(series).map(([label, value]) => [label, bounds(value)])),
  };
}

/** The value now, or of the newest point. */
export const now = (values: Values) => expected("last", values);
/** The largest point. */
export const peak = (values: Values) => expected("max", values);
/** All points together: a count within each. */
export const total = (values: Values) => expected("sum", values);
/** All points together: per second, each for a step. */
export const rates = (values: Values) => expected("sum", values, step);
export const lines = (count: number | Bounds): Expected => ({
  lines: Array.isArray(count) ? count : [count, count],
});

/** Seconds between two points of a graph. */
export const step = 60;

/** What counts as this number, which may be below zero. */
function around(value: number): [low: number, high: number] {
  const slack = Math.abs(value) * 1e-6 + 1e-9;
  return [value - slack, value + slack];
}
