import { once } from "./forms";
import { count, perSecond, withoutHistory } from "./operators";
import { onlyModel, probe } from "./probe";
import { range, type Window } from "./range";
import { modelPaths, requests } from "./requests";
import { modelJobs, ollamaJobs, type Scope, selector } from "./selector";

/** A number Ollama logs about a request, as structured metadata; the collector's pipeline fills it. */
export type Timing = "prompt_ms" | "prompt_tokens" | "eval_ms" | "eval_tokens" | "tokens_per_second";

/** A turning point in Ollama's log; the collector's pipeline names it. */
export type Event =
  | "ollama_started"
  | "server_started" // another model server
  | "runner_started" // Ollama says it twice a load; count model_loaded
  | "model_loaded"
  | "load_failed"
  | "runner_terminated"
  | "out_of_memory"
  | "gpu_lost"
  | "gpu_found" // once a card, when Ollama starts
  | "gpu_missing" // Ollama starts with the CPU alone, also where there never was a card
  | "gpu_discovery_failed"
  | "vram_not_recovered" // several times an unload
  | "model_evicted"
  | "aborted"
  | "prompt_truncated";

// The literals let Loki pass by what cannot match before it looks at a line's fields.
const timed = (scope: Scope) => `${selector(ollamaJobs, scope)} |= "eval time ="`;
/** Told in slog's lines alone. These name their time, zone and all: what is old is old without a mark. */
const slogEvents: readonly Event[] = [
  ...(["runner_started", "model_loaded", "aborted", "prompt_truncated"] as const),
  ...(["gpu_missing", "vram_not_recovered", "model_evicted"] as const),
];
/** One of these stands in each line about another event: a process that dies writes neither time nor level. */
export const eventSigns =
  "source=|go:|rror|SIG|ASSERT|panic|terminate|free|malloc|corrupt|illed|Segm|xcept|Tried|NVRM|reset|fault by|initialize";
/** Likewise of lines by which another model server begins to start. */
export const startSigns = "API server ver|ServerArgs|Xinference at|system_info";

/** Lines about any of these events. */
export function eventLines(scope: Scope, kinds: readonly Event[]): string {
  const slog = kinds.every((kind) => slogEvents.includes(kind));
  const signs = [
    ...(kinds.some((kind) => kind !== "server_started") ? [eventSigns] : []),
    ...(kinds.includes("server_started") ? [startSigns] : []),
  ];
  const filter = slog ? '|= "source="' : `|~ "${signs.join("|")}"`;
  const wanted = kinds.length === 1 ? `event="${kinds[0]}"` : `event=~"${kinds.join("|")}"`;
  return `${selector(slog ? ollamaJobs : modelJobs, scope)} ${filter} | ${wanted}${slog ? "" : withoutHistory}`;
}

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
  return anyEvent(scope, [event], window);
}

/** How often any of these happened to Ollama within the window, by host. */
export function anyEvent(scope: Scope, kinds: readonly Event[], window: Window): string {
  return once([eventLines(scope, kinds)], count(window));
}

/** How often Ollama (no label `server`) or another model server was started within the window, by host and server. */
export function starts(scope: Scope, window: Window): string {
  return once([eventLines(scope, ["ollama_started", "server_started"])], count(window), "server");
}

/** How a process that works for a model ends, or the GPU under it. */
export const deathEvents = ["runner_terminated", "out_of_memory", "gpu_lost"] as const;
/** What stops a model from answering. */
export const failureEvents = ["load_failed", ...deathEvents] as const;

/**
 * How often that happened within the window, by host. A load that fails ends a process, too, which may have told of it
 * itself: of loads and deaths what is more counts.
 */
export function failures(scope: Scope, window: Window): string {
  const loads = anyEvent(scope, ["load_failed"], window);
  const deaths = anyEvent(scope, deathEvents, window);
  return `(${loads} >= ${deaths}) or (${deaths}) or (${loads})`;
}

/** What happened to Ollama within the window, all hosts together, by kind. */
export function eventKinds(scope: Scope, kinds: readonly Event[], window: Window): string {
  return `sum by (event) (${once([eventLines(scope, kinds)], count(window), "event")})`;
}

/** Lines that say how long a model took to load. */
export function loadLines(scope: Scope): string {
  return `${selector(ollamaJobs, scope)} |= "source=" | load_duration!=""`;
}

/** Seconds a model took to load, by host; the slowest within the window. */
export function loadSeconds(scope: Scope, window: Window): string {
  const lines = `${loadLines(scope)} | keep host, load_duration | unwrap duration_seconds(load_duration) | __error__=""`;
  return `max by (host) (max_over_time(${lines} [${range(window)}]))`;
}

/**
 * Requests that a model works on and that ended within the window, by host: chat, generate, embeddings, on Ollama's
 * paths, OpenAI's and Anthropic's.
 *
 * @param seconds only requests that took longer: a user who changes her mind, or a wrong model's name, ends sooner
 * @param ended only requests with a status that matches. @default whatever their end
 */
export function generationRequests(scope: Scope, window: Window, seconds = 0, ended = ""): string {
  const long = seconds > 0 ? ` | duration>${seconds}s` : "";
  const status = ended ? ` | status_code=~"${ended}"` : "";
  return once(
    requests(scope, "ollama").map((lines) => `${lines} | path=~"${modelPaths}"${status}${long}`),
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

/** Requests that wait for a model, as Ollama itself says where its metrics are on, by host; the most within the window. */
export function ollamaQueue(scope: Scope, window: Window): string {
  return `max by (host) (max_over_time(${probe(scope, "queue", "waiting")} [${range(window)}]))`;
}

/** Everything that may be Ollama's. */
export function ollamaLines(scope: Scope): string {
  return selector(ollamaJobs, scope);
}

/** Lines of whatever runs models, Ollama's and others'. */
export function modelLines(scope: Scope): string {
  return selector(modelJobs, scope);
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
