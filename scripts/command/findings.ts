import { here } from "./stack-name";

/** One line of what a command found out: what was looked at, how it is, what was said, and what to do about it. */
export interface Finding<State extends string = string> {
  what: string;
  state: State;
  found: string;
  hint?: string;
}

/** One question to the running stack and its answer. `empty` is no fault by itself: there may be nothing to see yet. */
export type Check = Finding<"ok" | "empty" | "failed">;

/**
 * Prints findings as a table, a hint below each that is not good, and the count of each state, the good one first. The
 * commands they name act on the same stack.
 */
export function printFindings<State extends string>(
  findings: Finding<State>[],
  states: [State, ...State[]],
): void {
  const margin = Math.max(...states.map((state) => state.length));
  const width = Math.max(...findings.map(({ what }) => what.length));
  for (const { what, state, found, hint } of findings) {
    console.log(`${state.padEnd(margin)}  ${what.padEnd(width)}  ${here(found)}`);
    if (hint && state !== states[0]) console.log(`${" ".repeat(margin + 2 + width)}  -> ${here(hint)}`);
  }
  const counts = states.map((name) => `${findings.filter(({ state }) => state === name).length} ${name}`);
  console.log(`\n${counts.join(", ")}`);
}
