import { jobs } from "../../shared/naming";
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

/** Counts lines within the window. */
export const count = (window: Window) => (lines: string) => `count_over_time(${lines} [${range(window)}])`;

/** Lines a second within the window; with an unwrapped number its sum a second. */
export const perSecond = (window: Window) => (lines: string) => `rate(${lines} [${range(window)}])`;

/** Everything that may be the web UI's. */
export function webuiLines(): string {
  return selector(webuiJobs);
}

/** The same lines of one host; its name may be a place that Grafana fills in. */
export function onHost(expr: string, host: string): string {
  return expr.replaceAll("{job", `{host="${host}", job`);
}

/** The series of an expression for whose host another one, by host, has a series too. */
export function andOnHost(expr: string, where: string): string {
  return `(${expr}) and on (host) (${where})`;
}

/** The same by host and model, for expressions by host and model. */
export function andOnModel(expr: string, where: string): string {
  return `(${expr}) and on (host, model) (${where})`;
}

/** The series of an expression for whose host another one, by host, has no series. */
export function unlessOnHost(expr: string, where: string): string {
  return `(${expr}) unless on (host) (${where})`;
}

/** The series of an expression, and those of another one for hosts it does not name. */
export function orOnHost(expr: string, other: string): string {
  return `(${expr}) or on (host) (${other})`;
}

/**
 * Zero where an expression has no series although the monitoring works: no request is a true zero, no monitoring is not.
 *
 * @param expr a vector without labels
 */
export function orZero(expr: string, window: Window): string {
  return `(${expr}) or sum(${heartbeats(window)}) * 0`;
}

/**
 * Lines of the probe within the window, by host: they arrive even while nobody chats.
 *
 * @param ago seconds since the window's end
 */
export function heartbeats(window: Window, ago = 0): string {
  const offset = ago > 0 ? ` offset ${range(ago)}` : "";
  return `sum by (host) (count_over_time(${selector([jobs.probe])} [${range(window)}]${offset}))`;
}

/** Leaves out lines that name no time and stood in a file before its end was read: they are not of now. */
export const withoutHistory = ' | history=""';
