import { jobs } from "../naming";
import { range, type Window } from "./range";

/** Everything a web UI writes, whichever way it arrives. */
export const webuiJobs = [jobs.webuiFile, jobs.webuiContainer];
/** Everything that can hold Ollama's lines: the DeepChat image runs Ollama in the web UI's container. */
export const ollamaJobs = [jobs.ollama, jobs.webuiContainer];
/** Everything but the probe and the monitoring itself. */
export const serviceJobs = [...webuiJobs, jobs.ollama];

/** Matches the streams of the given jobs. */
export function selector(names: readonly string[]): string {
  return names.length === 1 ? `{job="${names[0]}"}` : `{job=~"${names.join("|")}"}`;
}

/** The same expression for the hosts a dashboard's variable names: `selector` is the only maker of selectors. */
export function forHosts(expr: string, variable: string): string {
  return expr.replaceAll("{job", `{host=~"$${variable}", job`);
}

/**
 * Zero where an expression has no series although the monitoring works: no request is a true zero, no monitoring is not.
 *
 * @param expr a vector without labels
 */
export function orZero(expr: string, window: Window): string {
  return `(${expr}) or sum(${heartbeats(window)}) * 0`;
}

/** Lines of the probe within the window, by host: they arrive even while nobody chats. */
export function heartbeats(window: Window): string {
  return `sum by (host) (count_over_time(${selector([jobs.probe])} [${range(window)}]))`;
}
