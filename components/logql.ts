import * as duration from "./duration";
import { jobs } from "./naming";

/**
 * The one place that knows LogQL and the log contract: dashboards and rules about the same thing share a function here.
 * Pure. Windows are in seconds, or `$__auto`, which Grafana fills by the width of the panel.
 */

/** A stretch of time to count over. */
export type Window = number | "$__auto";

/** Everything a web UI writes, whichever way it arrives. */
export const webuiJobs = [jobs.webuiFile, jobs.webuiContainer];
/** Everything that can hold Ollama's lines: the DeepChat image runs Ollama in the web UI's container. */
export const ollamaJobs = [jobs.ollama, jobs.webuiContainer];
/** Everything that can carry requests. */
export const requestJobs = [...webuiJobs, jobs.ollama];

/** What a probe asks, in words of its JSON lines. */
export type ProbeTarget = "ollama" | "deepchat";

/** Matches the streams of the given jobs. */
export function selector(names: readonly string[]): string {
  return names.length === 1 ? `{job="${names[0]}"}` : `{job=~"${names.join("|")}"}`;
}

/**
 * Lines that are a request of a user: they carry a status, and are not the probe's own or another health check's.
 *
 * @param status `4` or `5` for one class of errors only
 */
export function requests(names: readonly string[], status?: 4 | 5): string {
  const wanted = status ? `status_code=~"${status}.."` : `status_code!=""`;
  return `${selector(names)} | ${wanted} | method!="HEAD" | path!~"/api/(version|ps)"`;
}

/** Requests per second, one series a job. */
export function requestRate(window: Window): string {
  return `sum by (job) (rate(${requests(requestJobs)} [${range(window)}]))`;
}

/** Share of answers of one class, 0 to 1; zero while there are requests without such an answer, nothing without requests. */
export function errorShare(status: 4 | 5, window: Window): string {
  const all = `sum(rate(${requests(requestJobs)} [${range(window)}]))`;
  const bad = `sum(rate(${requests(requestJobs, status)} [${range(window)}]))`;
  return `(${bad} or ${all} * 0) / ${all}`;
}

/**
 * Number of the web UI's 5xx answers within the window, by host. A web UI may write the same line to a file and to its
 * container's log, so the larger of the two counts, not their sum.
 */
export function webuiErrors(window: number): string {
  return `max by (host) (sum by (host, job) (count_over_time(${requests(webuiJobs, 5)} [${range(window)}])))`;
}

/**
 * A quantile of how long requests took at the web UI, in seconds; where its log has no durations, at Ollama. A web UI may
 * write the same line twice, so its jobs are looked at one by one.
 */
export function latency(quantile: number, window: Window): string {
  const at = (names: readonly string[]) => {
    const durations = `${requests(names)} | duration!="" | unwrap duration_seconds(duration) | __error__=""`;
    return `max(quantile_over_time(${quantile}, ${durations} [${range(window)}]) by (job))`;
  };
  return `${at(webuiJobs)} or ${at([jobs.ollama])}`;
}

/**
 * Mean number of requests Ollama worked on at a time: seconds of work done per second (Little's law). An estimate, made
 * when a request ends: no interface or log of Ollama tells its queue. Falls back on a container that runs both.
 */
export function requestsInFlight(window: Window): string {
  const work = (job: string) =>
    `sum(rate(${requests([job])} | duration!="" | unwrap duration_seconds(duration) | __error__="" [${range(window)}]))`;
  return `${work(jobs.ollama)} or ${work(jobs.webuiContainer)} or vector(0)`;
}

/** 1 when the last probe got an answer, 0 when not, -1 when there is no probe to ask: blind is not the same as down. */
export function probeState(target: ProbeTarget, freshness: number): string {
  return `min(last_over_time(${probe(target, "up")} [${range(freshness)}])) or (vector(0) - 1)`;
}

/** 0 where every probe within the window failed, 1 where one got an answer; no series where nothing was probed. By host. */
export function probedUp(target: ProbeTarget, window: number): string {
  return `max by (host) (max_over_time(${probe(target, "up")} [${range(window)}]))`;
}

/** 1 when the collector delivered anything lately, else 0. The probe's lines arrive even on an idle host. */
export function collecting(freshness: number): string {
  return `(sum(count_over_time(${selector([jobs.probe])} [${range(freshness)}])) or vector(0)) > bool 0`;
}

/** 1 when no line of the probe arrived within the window, nothing otherwise. */
export function probeAbsent(window: number): string {
  return `absent_over_time(${selector([jobs.probe])} [${range(window)}])`;
}

/** A number the probe reports about each loaded model, by host and model. */
export function model(
  field: "size" | "size_vram" | "context_length" | "expires_in_s",
  window: Window,
): string {
  return `max by (host, model) (last_over_time(${probe("model", field, "model")} [${range(window)}]))`;
}

/** How many models are loaded, all hosts together. */
export function modelsLoaded(freshness: number): string {
  return `sum(last_over_time(${probe("models", "loaded")} [${range(freshness)}]))`;
}

/** A number Ollama logs about a request, as structured metadata; the collector's pipeline fills it. */
export type Timing = "prompt_ms" | "prompt_tokens" | "eval_ms" | "eval_tokens" | "tokens_per_second";

/** Mean of a number Ollama logs for its requests, by host. No series where nothing was generated. */
export function timing(field: Timing, window: Window): string {
  return `avg by (host) (avg_over_time(${timings(field)} [${range(window)}]))`;
}

/** Tokens a second that Ollama read (`prompt_tokens`) or wrote (`eval_tokens`), by host. */
export function tokenRate(field: "prompt_tokens" | "eval_tokens", window: Window): string {
  return `sum by (host) (rate(${timings(field)} [${range(window)}]))`;
}

/** How often something happened to Ollama within the window, by host: a load, a failed load, a runner's death, an abort. */
export function events(
  event: "model_loaded" | "load_failed" | "runner_terminated" | "aborted" | "out_of_memory",
  window: Window,
): string {
  return `sum by (host) (count_over_time(${selector(ollamaJobs)} | event="${event}" [${range(window)}]))`;
}

/**
 * The same series with the model's name. Lines about a request name no model: it is the one the probe saw loaded, when it
 * was only one; where several were, or none, the name is `unknown`.
 *
 * @param expr a vector with the label `host`
 */
export function withModel(expr: string, window: Window): string {
  const loaded = model("size", window);
  const single = `(count by (host) (${loaded}) == 1)`;
  const name = `max by (host, model) (${loaded}) * 0 + 1`;
  const known = `(${expr}) * on (host) group_left (model) ((${name}) and on (host) ${single})`;
  return `${known} or on (host) label_replace(${expr}, "model", "unknown", "", "")`;
}

/** Lines of the given streams that contain a text, whatever its case; the text is a Grafana variable, taken literally. */
export function search(variable: string, jobVariable: string): string {
  return `{job=~"$${jobVariable}"} |~ \`(?i)\${${variable}:regex}\``;
}

function timings(field: Timing): string {
  return `${selector(ollamaJobs)} | ${field}!="" | unwrap ${field} | __error__=""`;
}

function probe(kind: string, field: string, ...also: string[]): string {
  const fields = ["probe", field, ...also].map((name) => `${name}="${name}"`).join(", ");
  return `${selector([jobs.probe])} | json ${fields} | probe="${kind}" | ${field}!="" | unwrap ${field} | __error__=""`;
}

function range(window: Window): string {
  return typeof window === "number" ? duration.format(window) : window;
}
