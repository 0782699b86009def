import type { Running } from "./subject";

/** What was found in the end. */
export interface Settled {
  lines: number;
  /** When the last of them was found, as `performance.now()` has it. */
  at: number;
}

/** Waits until all lines are found or no more come. It asks so seldom that the questions are a tenth of the work at most. @param text what they have in them @param patience milliseconds without a further line, after which none is waited for */
export async function settled(
  running: Running,
  written: number,
  text = "",
  patience = 60_000,
): Promise<Settled> {
  let last: Settled = { lines: 0, at: performance.now() };
  for (;;) {
    const asked = performance.now();
    // Too busy to answer is an answer, too.
    const lines = await running.count(text).catch(() => last.lines);
    const now = performance.now();
    if (lines > last.lines) last = { lines, at: now };
    if (lines >= written || now - last.at > patience) return last;
    await new Promise((resolve) => setTimeout(resolve, Math.max(200, 10 * (now - asked))));
  }
}
