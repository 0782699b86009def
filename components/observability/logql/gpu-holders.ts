import { gpu, gpuSum } from "./gpu";
import { model, probe, probeLines } from "./probe";
import { range, type Window } from "./range";
import type { Scope } from "./selector";

/** Whose a card's memory is. The sensor names who holds it; of our models Ollama says how much each has. */

/** A holder's line comes when it changes, or once a minute: how old the last may be, in seconds. */
const age = 150;

/** Bytes that each container or process holds of each card now, by host, card and who it is; `ours` is 1 or 0. */
export function holders(scope: Scope): string {
  return held(scope, "gpu", "holder", "kind", "image", "process", "ours");
}

/** The same as a share of the card's memory. */
export function holderShares(scope: Scope, window: Window): string {
  return `${holders(scope)} / on (host, gpu) group_left () ${gpu(scope, "memory_total", window)}`;
}

/** Share of a card's memory that others than our models hold, by host and card; no series where holders cannot be seen. */
export function heldByOthers(scope: Scope, window: Window): string {
  return `${gpu(scope, "held_others", window)} / ${gpu(scope, "memory_total", window)}`;
}

/** Bytes that each that is not ours holds of each card now, by host, card, holder and process. */
export function othersHeld(scope: Scope): string {
  const lines = `${probeLines(scope, "holder", ["memory", "gpu", "holder", "process", "ours"])} | ours="0"`;
  const numbers = `${lines} | keep host, gpu, holder, process, memory | unwrap memory | __error__=""`;
  return `(max by (host, gpu, holder, process) (last_over_time(${numbers} [${range(age)}])) > 0)`;
}

/** Bytes that others than our models hold, by holder; cards and hosts together. */
export function othersByHolder(scope: Scope): string {
  return `sum by (holder) (${othersHeld(scope)})`;
}

/**
 * Bytes that our models' processes hold beyond what Ollama says of its models, cards and hosts together: buffers, and
 * models of other servers.
 */
export function oursBesideModels(scope: Scope, window: Window): string {
  const ours = gpuSum(scope, "held_ours", window);
  return `sum((${ours} - on (host) (${models(scope, window)} or ${ours} * 0)) > 0)`;
}

/** Bytes in use by nobody who can be named, cards and hosts together: where holders cannot be seen, all but our models. */
export function heldByUnknown(scope: Scope, window: Window): string {
  const used = gpuSum(scope, "memory_used", window);
  return `sum((${used} - on (host) (${claimed(scope, window, used)})) > 0)`;
}

/**
 * Bytes that are free, cards and hosts together. What a model that was put out just now seems to hold a moment longer, for
 * Ollama is asked less often than the card, is not counted twice.
 */
export function memoryLeft(scope: Scope, window: Window): string {
  const used = gpuSum(scope, "memory_used", window);
  const twice = `((${claimed(scope, window, used)}) - on (host) ${used}) > 0`;
  return `sum(${gpuSum(scope, "memory_free", window)} - on (host) (${twice} or ${used} * 0))`;
}

/** Bytes that our models and others hold as it is said, by host. @param used bytes in use, by host */
function claimed(scope: Scope, window: Window, used: string): string {
  const none = `${used} * 0`;
  const seen = gpuSum(scope, "held_ours", window);
  const said = models(scope, window);
  const ours = `${seen} >= on (host) ${said} or ${said} or ${seen} or ${none}`;
  const theirs = `sum by (host) (${othersHeld(scope)}) or ${none}`;
  return `(${ours}) + on (host) (${theirs})`;
}

function held(scope: Scope, ...labels: string[]): string {
  const numbers = probe(scope, "holder", "memory", ...labels);
  return `(sum by (host, ${labels.join(", ")}) (last_over_time(${numbers} [${range(age)}])) > 0)`;
}

/** Bytes of our models on cards, as Ollama says, by host. */
function models(scope: Scope, window: Window): string {
  return `sum by (host) (${model(scope, "size_vram", window)})`;
}
