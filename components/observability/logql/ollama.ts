import { once } from "./forms";
import { count, perSecond, withoutHistory } from "./operators";
import { onlyModel } from "./probe";
import { range, type Window } from "./range";
import { requests, textPaths } from "./requests";
import { ollamaJobs, type Scope, selector } from "./selector";

/** A number Ollama logs about a request, as structured metadata; the collector's pipeline fills it. */
export type Timing = "prompt_ms" | "prompt_tokens" | "eval_ms" | "eval_tokens" | "tokens_per_second";

/** A turning point in Ollama's log; the collector's pipeline names it. */
export type Event =
  | "ollama_started"
  | "runner_started" // Ollama says it twice a load; count model_loaded
  | "model_loaded"
  | "load_failed"
  | "runner_terminated"
  | "out_of_memory"
  | "aborted"
  | "prompt_truncated";

// The literals let Loki pass by what cannot match before it looks at a line's fields.
const timed = (scope: Scope) => `${selector(ollamaJobs, scope)} |= "eval time ="`;
// These name their time, zone and all: what is old is old without a mark.
const slog = (scope: Scope) => `${selector(ollamaJobs, scope)} |= "source="`;

/** Mean of a number Ollama logs for its requests, by host. No series where nothing was generated. */
export function timing(scope: Scope, field: Timing, window: Window): string {
  return `avg by (host) (avg_over_time(${timings(scope, field)} [${range(window)}]))`;
}

/** The largest of a number Ollama logs for its requests, by host. */
export function worstTiming(scope: Scope, field: Timing, window: Window): string {
  return `max by (host) (max_over_time(${timings(scope, field)} [${range(window)}]))`;
}

/** Tokens a second that Ollama read (`prompt_tokens`) or wrote (`eval_tokens`), by host. */
export function tokenRate(scope: Scope, field: "prompt_tokens" | "eval_tokens", window: Window): string {
  return once([summed(scope, field)], perSecond(window));
}

/** Tokens that Ollama read or wrote within the window, by host. */
export function tokens(scope: Scope, field: "prompt_tokens" | "eval_tokens", window: Window): string {
  return once([summed(scope, field)], (lines) => `sum_over_time(${lines} [${range(window)}])`);
}

/** Answers that Ollama finished within the window, by host. */
export function generations(scope: Scope, window: Window): string {
  return once([`${timed(scope)} | eval_tokens!=""${withoutHistory}`], count(window));
}

/** Signs within the window that models work, by host: lines about requests finished, and about those a user broke off. */
export function generationSigns(scope: Scope, window: Window): string {
  const lines = `${selector(ollamaJobs, scope)} |~ "eval time =|stop processing"${withoutHistory}`;
  return `sum by (host) (${count(window)(lines)})`;
}

/** How often something happened to Ollama within the window, by host. */
export function events(scope: Scope, event: Event, window: Window): string {
  return once([`${slog(scope)} | event="${event}"`], count(window));
}

/** How often any of these happened to Ollama within the window, by host. */
export function anyEvent(scope: Scope, kinds: readonly Event[], window: Window): string {
  return once([eventLines(scope, kinds)], count(window));
}

/** What stops a model from answering. */
export const failureEvents = ["load_failed", "runner_terminated", "out_of_memory"] as const;

/** How often that happened within the window, by host. */
export function failures(scope: Scope, window: Window): string {
  return anyEvent(scope, failureEvents, window);
}

/** What happened to Ollama within the window, all hosts together, by kind. */
export function eventKinds(scope: Scope, kinds: readonly Event[], window: Window): string {
  return `sum by (event) (${once([eventLines(scope, kinds)], count(window), "event")})`;
}

/** The lines about such events. */
export function eventLines(scope: Scope, kinds: readonly Event[]): string {
  return `${slog(scope)} | event=~"${kinds.join("|")}"`;
}

/** Seconds a model took to load, by host; the slowest within the window. */
export function loadSeconds(scope: Scope, window: Window): string {
  const lines = `${slog(scope)} | load_duration!="" | keep host, load_duration | unwrap duration_seconds(load_duration) | __error__=""`;
  return `max by (host) (max_over_time(${lines} [${range(window)}]))`;
}

/**
 * Requests for text that ended within the window, whatever their end, by host: chat and generate, Ollama's paths and
 * OpenAI's.
 *
 * @param seconds only requests that took longer: a user who changes her mind, or a wrong model's name, ends sooner
 */
export function generationRequests(scope: Scope, window: Window, seconds = 0): string {
  const long = seconds > 0 ? ` | duration>${seconds}s` : "";
  return once(
    requests(scope, "ollama").map((lines) => `${lines} | path=~"${textPaths}"${long}`),
    count(window),
  );
}

/**
 * The same series with the model's name. Lines about a request name no model: it is the one the probe saw loaded, when it
 * was only one; where several were, or none, the name is `unknown`.
 *
 * @param expr a vector with the label `host`
 */
export function withModel(scope: Scope, expr: string, window: Window): string {
  const known = `(${expr}) * on (host) group_left (model) (${onlyModel(scope, window)})`;
  return `${known} or on (host) label_replace(${expr}, "model", "unknown", "", "")`;
}

/** Everything that may be Ollama's. */
export function ollamaLines(scope: Scope): string {
  return selector(ollamaJobs, scope);
}

/** The lines with such a number. */
export function timingLines(scope: Scope, field: Timing): string {
  return `${timed(scope)} | ${field}!=""${withoutHistory}`;
}

function timings(scope: Scope, field: Timing): string {
  // Without keep every line would be a series of its own, for its metadata.
  return `${timingLines(scope, field)} | keep host, job, ${field} | unwrap ${field} | __error__=""`;
}

/** The same for what a sum is made of, which needs no keep. */
function summed(scope: Scope, field: Timing): string {
  return `${timingLines(scope, field)} | unwrap ${field} | __error__=""`;
}
