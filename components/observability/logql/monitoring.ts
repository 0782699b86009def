import { jobs } from "../../shared/naming";
import { withoutHistory } from "./operators";
import { probe, probeLines } from "./probe";
import { range, type Window } from "./range";
import { jobMatcher, matching, type Scope, selector, serviceJobs } from "./selector";
import { heartbeats } from "./streams";

/** What the probe reports about our own Loki, twice a minute. `received` and `rejected` count lines since its last round. */
export type LokiField =
  "streams" | "received" | "rejected" | "disk_total" | "disk_free" | "disk_used" | "disk_free_share";

/** Lines per second by source. */
export function lineRate(scope: Scope, window: Window): string {
  return `sum by (job) (rate(${selector([...serviceJobs, jobs.probe, jobs.monitoring], scope)} [${range(window)}]))`;
}

/** What the probe last said about Loki, by host. */
export function lokiState(scope: Scope, field: LokiField, window: Window): string {
  return `max by (host) (last_over_time(${probe(scope, "loki", field)} [${range(window)}]))`;
}

/** Sum of what the probe counted at Loki within the window, by host. */
export function lokiSum(scope: Scope, field: "received" | "rejected", window: Window): string {
  return `sum by (host) (sum_over_time(${probe(scope, "loki", field)} [${range(window)}]))`;
}

/** Seconds from a line in the probe's log until Loki could find it, the worst within the window, by host. */
export function collectorLag(scope: Scope, window: Window): string {
  return `max by (host) (max_over_time(${probe(scope, "pipeline", "lag_s")} [${range(window)}]))`;
}

/** Batches the collector could not deliver and threw away, or that Loki refused, within the window, by host. */
export function droppedBatches(scope: Scope, window: Window): string {
  const lines = `${selector([jobs.monitoring], scope)} |= "final error sending batch"`;
  return `sum by (host) (count_over_time(${lines} [${range(window)}]))`;
}

/** Alerts that fire in Grafana, the user's own included, as the probe last counted them. */
export function alertsFiring(scope: Scope, window: Window): string {
  return `max(last_over_time(${probe(scope, "grafana", "firing")} [${range(window)}]))`;
}

/** Notifications Grafana could not deliver, within the window, by host. */
export function failedDeliveries(scope: Scope, window: Window): string {
  return `sum by (host) (sum_over_time(${probe(scope, "grafana", "failed")} [${range(window)}]))`;
}

/** In how many of the probe's rounds at Grafana, two a minute, Grafana had failed deliveries since the one before, by host. */
export function failingRounds(scope: Scope, window: Window): string {
  const failing = `${probeLines(scope, "grafana", ["failed"])} | failed > 0`;
  return `sum by (host) (count_over_time(${failing} [${range(window)}]))`;
}

/** What became of a message that a chat service did not take at once; `delayed`: it is held and tried again. */
type RelayOutcome = "refused" | "delayed" | "lost";

/** Messages that our relay could not deliver within the window, by host and receiver. */
export function undelivered(scope: Scope, window: Window, ...outcomes: RelayOutcome[]): string {
  const all: RelayOutcome[] = ["refused", "delayed", "lost"];
  const which = ` | relay=~"${(outcomes.length > 0 ? outcomes : all).join("|")}"`;
  const lines = `${relayLines(scope)} | json relay="relay", receiver="receiver" | receiver!=""${which}`;
  return `sum by (host, receiver) (count_over_time(${lines} [${range(window)}]))`;
}

/** What our relay says of messages that a chat service did not take, for people. */
export function refusals(scope: Scope): string {
  const format = "{{.receiver}} ({{.type}}) {{.relay}}: {{.said}}";
  return `${relayLines(scope)} | json relay="relay", receiver="receiver", type="type", said="said" | line_format \`${format}\``;
}

function relayLines(scope: Scope): string {
  return `${selector([jobs.monitoring], scope)} |= \`"relay":"\``;
}

/** Warnings and errors of the monitoring's own containers within the window, by container. */
export function monitoringProblems(scope: Scope, window: Window): string {
  return `sum by (container) (count_over_time(${monitoringLines(scope)} [${range(window)}]))`;
}

/** Lines of the monitoring's own containers. */
export function monitoringLines(scope: Scope): string {
  return `${selector([jobs.monitoring], scope)} != ${behindMark}`;
}

/** What the collector reports about a file whose end it has not read yet, in bytes. */
export type FileField = "behind" | "left_out";

const behindMark = '`"probe":"source"`';

/** What the collector said last about each such file, by host and file; 0 behind once it has caught up. */
export function fileState(scope: Scope, field: FileField, window: Window): string {
  const lines = `${selector([jobs.monitoring], scope)} |= ${behindMark} | json filename="filename", ${field}="${field}"`;
  const numbers = `${lines} | keep host, filename, ${field} | unwrap ${field} | __error__=""`;
  return `max by (host, filename) (last_over_time(${numbers} [${range(window)}]))`;
}

/**
 * How often within the window the collector saw lines that may be old and name no time: in a file it had not read to
 * its end, or that came with lines in it. By host.
 */
export function readingHistory(scope: Scope, window: Window): string {
  const lines = `${selector([jobs.monitoring], scope)} |= ${behindMark} | json history="history", undated="undated"`;
  return `sum by (host) (count_over_time(${lines} | history="1" | undated="1" [${range(window)}]))`;
}

/**
 * Where the collector began, or ended, to read old lines that name no time and are counted as of when they are read: a
 * line each, with `filename`, and the span as `from` and `to` (the same as `from` at its beginning).
 */
export function oldLines(scope: Scope, mark: "begin" | "end"): string {
  const lines = `${selector([jobs.monitoring], scope)} |= ${behindMark} |= \`"mark":"${mark}"\``;
  return `${lines} | json filename="filename", from="from", to="to"`;
}

/** All that the collector said of such lines. */
export function oldLinesSaid(scope: Scope): string {
  return `${selector([jobs.monitoring], scope)} |= ${behindMark} |~ \`"mark":"(begin|on|end)"\``;
}

/** The lines of one log file. */
export function file(scope: Scope, path: string): string {
  return matching([jobMatcher(serviceJobs), `filename=${JSON.stringify(path)}`], scope);
}

/** The lines of one source. */
export function source(scope: Scope, job: string): string {
  return selector([job], scope);
}

/**
 * Sources that delivered at least so many lines within `memory`, but none within `window`; how many, by host and job. Only
 * lines that a probe causes count (the web UI's HEAD, Ollama's access log): a web UI nobody uses is silent, and well. So
 * is everything where no probe reports `now`.
 */
export function silentSources(
  scope: Scope,
  window: number,
  memory: number,
  least: number,
  now: number,
): string {
  const probed = `${selector(serviceJobs, scope)} |~ "HEAD|\\\\[GIN\\\\]" | method="HEAD" or path=~"/api/(version|ps)"${withoutHistory}`;
  const lines = (seconds: number) => `sum by (host, job) (count_over_time(${probed} [${range(seconds)}]))`;
  return `((${lines(memory)} >= ${least}) unless on (host, job) ${lines(window)}) and on (host) ${heartbeats(scope, now)}`;
}
