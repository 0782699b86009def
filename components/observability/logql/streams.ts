import { jobs } from "../../shared/naming";
import { range, type Window } from "./range";
import { jobMatcher, matching, type Scope, selector, webuiJobs } from "./selector";

/** Everything that may be the web UI's. */
export function webuiLines(scope: Scope): string {
  return selector(webuiJobs, scope);
}

/**
 * Zero where an expression has no series although the monitoring works: no request is a true zero, no monitoring is not.
 *
 * @param expr a vector without labels
 */
export function orZero(scope: Scope, expr: string, window: Window): string {
  return `(${expr}) or sum(${heartbeats(scope, window)}) * 0`;
}

/** The probe's own streams: the GPU sensor's lines are of its job, and are no sign that it lives. */
export function ownProbe(scope: Scope): string {
  return matching([jobMatcher([jobs.probe]), 'container!~".+-sensor"'], scope);
}

/**
 * Lines of the probe within the window, by host: they arrive even while nobody chats.
 *
 * @param ago seconds since the window's end
 */
export function heartbeats(scope: Scope, window: Window, ago = 0): string {
  const offset = ago > 0 ? ` offset ${range(ago)}` : "";
  return `sum by (host) (count_over_time(${ownProbe(scope)} [${range(window)}]${offset}))`;
}
