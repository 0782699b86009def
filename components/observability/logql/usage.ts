import { once } from "./forms";
import * as ollama from "./ollama";
import { count, orOnHost, withoutHistory } from "./operators";
import { modelsSeen } from "./probe";
import { range, type Window } from "./range";
import { requestCount, requests, shortPath, type Side, textPaths } from "./requests";
import type { Scope } from "./selector";

/** Who asks, when and for what; and in which hours the machine was too small for it. */

/** Requests of users within the window, by host: at the web UI; at Ollama where no web UI's log is read. */
export function userRequestCount(scope: Scope, window: Window): string {
  return orOnHost(requestCount(scope, "webui", window), requestCount(scope, "ollama", window));
}

/** What a request tells of who asked, where the configuration wants it; or of what for. */
export type Trait = "client" | "user" | "model" | "path";

/** Requests within the window by a trait, of those that tell it, ids in paths replaced by `*`; the most frequent 50. */
export function countBy(scope: Scope, side: Side, trait: Trait, window: Window): string {
  const lines = requests(scope, side).map((each) =>
    trait === "path" ? `${each} ${shortPath}` : `${each} | ${trait}!=""`,
  );
  return `topk(50, sum by (${trait}) (${once(lines, count(window), trait)}))`;
}

/** Tokens read and written within the window by model: the only one in memory then, else `unknown`. */
export function tokensByModel(scope: Scope, window: Window): string {
  return `sum by (model) (${ollama.withModel(scope, allTokens(scope, window), window)})`;
}

/** Tokens read and written within the window, by host. */
export function allTokens(scope: Scope, window: Window): string {
  const of = (field: "prompt_tokens" | "eval_tokens") => ollama.tokens(scope, field, window);
  return `${of("prompt_tokens")} + ${of("eval_tokens")}`;
}

/**
 * Seconds that answered requests for text waited within the window, by host: the time they took less that in which the
 * model read and wrote for them, or was loaded. An estimate. No series where most answers' work is not in the log: Ollama
 * before its llama-server does not tell it.
 */
export function waitedSeconds(scope: Scope, window: Window): string {
  const text = requests(scope, "ollama", undefined).map(
    (lines) => `${lines} | status_code="200" | path=~"${textPaths}"`,
  );
  const took = once(
    text.map((lines) => `${lines} | duration!="" | unwrap duration_seconds(duration) | __error__=""`),
    sum(window),
  );
  const told = `${ollama.generations(scope, window)} >= 0.9 * ${once(text, count(window))}`;
  const busy = `(${milliseconds(scope, "eval_ms", window)} + ${milliseconds(scope, "prompt_ms", window)}) / 1000`;
  const loading = `(${loadingSeconds(scope, window)} or on (host) ${took} * 0)`;
  return `((${took} - on (host) (${busy}) - on (host) ${loading}) and on (host) (${told})) > 0`;
}

/**
 * How often a model was loaded within the window although it had been in memory before, while others were in turn: loads
 * beyond one of each model the probe saw. By host; no series where there was but one model. An estimate.
 */
export function swaps(scope: Scope, window: Window): string {
  const loads = ollama.events(scope, "model_loaded", window);
  return `(${loads} - on (host) (${modelsSeen(scope, window)} > 1)) > 0`;
}

function milliseconds(scope: Scope, field: "eval_ms" | "prompt_ms", window: Window): string {
  return once([`${ollama.timingLines(scope, field)} | unwrap ${field} | __error__=""`], sum(window));
}

function loadingSeconds(scope: Scope, window: Window): string {
  const lines = `${ollama.loadLines(scope)}${withoutHistory}`;
  return once([`${lines} | unwrap duration_seconds(load_duration) | __error__=""`], sum(window));
}

const sum = (window: Window) => (lines: string) => `sum_over_time(${lines} [${range(window)}])`;
