import type { Duration } from "../shared/settings";
import { milliseconds, targetError } from "../shared/text";
import { ask, below } from "./http";

const MAX_LINE = 16 * 1024;

/**
 * Sums of metrics by the beginnings of their lines, 0 for one that is not there, and which were; read in pieces, since the
 * page may be a megabyte.
 */
export async function readMetrics<Name extends string>(
  base: URL,
  limit: Duration,
  wanted: Record<Name, string[]>,
): Promise<{ sums: Record<Name, number>; found: Set<Name>; duration: string }> {
  const names = Object.keys(wanted) as Name[];
  const sums = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  const seen = new Set<Name>();
  const beginnings = names.flatMap((name) => wanted[name].map((text) => ({ text, name })));
  let rest = "";
  const onText = (chunk: string) => {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    if (rest.length > MAX_LINE) throw targetError(200, "not metrics");
    for (const line of lines) {
      const found = beginnings.find(({ text }) => line.startsWith(text));
      if (!found) continue;
      seen.add(found.name);
      sums[found.name] += Number(line.slice(line.lastIndexOf(" ") + 1)) || 0;
    }
  };
  const { status, ms } = await ask(below(base, "/metrics", {}), limit, { onText, keep: false });
  if (status !== 200) throw targetError(status, `HTTP ${status}`);
  return { sums, found: seen, duration: milliseconds(ms) };
}

/** A counter that somebody else keeps. */
export class Counter {
  private last?: number;

  /** How much it grew since the last look, undefined at the first; a restarted program counts from zero. */
  growth(value: number): number | undefined {
    const { last } = this;
    this.last = value;
    return last === undefined ? undefined : value < last ? value : value - last;
  }
}
