import { jobs } from "../../shared/naming";
import { andOnHost, orOnHost } from "./operators";
import { probe } from "./probe";
import { range, type Window } from "./range";
import { type Scope, selector } from "./selector";

/**
 * Age in seconds of the last whole backup, by host, where it is too old, or where one has failed since.
 *
 * @param oldest seconds; 0: however old
 */
export function badBackups(scope: Scope, oldest: number, window: Window): string {
  const last = (field: string) =>
    `max by (host) (last_over_time(${probe(scope, "backup", field)} [${range(window)}]))`;
  const failed = andOnHost(last("age_s"), `${last("failed")} > 0`);
  return oldest > 0 ? orOnHost(`${last("age_s")} > ${oldest}`, failed) : failed;
}

/** How many lines of any source there are in a span of time that ended so long ago; both in seconds. */
export function linesOfEverything(scope: Scope, window: number, ago: number): string {
  const offset = ago > 0 ? ` offset ${range(ago)}` : "";
  return `sum(count_over_time(${selector(Object.values(jobs), scope)} [${range(window)}]${offset}))`;
}
