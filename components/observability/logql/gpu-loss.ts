import { once } from "./forms";
import { eventLines } from "./ollama";
import { count, withoutHistory } from "./operators";
import { bestGpuShare, model } from "./probe";
import { range, type Window } from "./range";
import { ollamaJobs, type Scope, selector } from "./selector";

/** Ollama without the GPU it had, or without room on it. */

/** One Ollama of several on a host: its container, file or unit. */
const source = "host, container, filename, unit";

/**
 * Hosts on which an Ollama's newest word of cards is that there is none, after it had one within the window, as it said
 * itself; or where no Ollama has one, and one worked on the host (`had`).
 *
 * @param window in seconds
 * @param had a vector by host
 */
export function gpuGone(scope: Scope, window: number, had: string): string {
  const own = `${wanting(scope, window)} == 1 and on (${source}) ${withoutGpu(scope, window, "min")} == 0`;
  const none = `min by (host) (${wanting(scope, window)}) == 1`;
  return `max by (host) (${own}) or on (host) ((${none}) and on (host) (${had}))`;
}

/** The same where no Ollama has one any more; for a rule that is not told then. */
export function allGpusGone(scope: Scope, window: number): string {
  const own = `min by (host) (${withoutGpu(scope, window, "min")}) == 0`;
  const had = `max by (host) (${bestGpuShare(scope, window)}) > 0 or ${own}`;
  return `(min by (host) (${wanting(scope, window)}) == 1) and on (host) (${had})`;
}

/** Hosts on which models ran within the window, and none ever on a GPU. */
export function neverOnGpu(scope: Scope, window: number): string {
  return `max by (host) (${bestGpuShare(scope, window)}) == 0`;
}

/** Whether an Ollama is without a card now, of those that are not told to do without; by host and Ollama. */
function wanting(scope: Scope, window: number): string {
  return `(${withoutGpu(scope, window, "last")} unless on (${source}) ${onCpuByChoice(scope, window)})`;
}

/** Ollamas whose settings at their newest start forbid them the cards, or chose its library for the CPU. */
function onCpuByChoice(scope: Scope, window: number): string {
  const forbids = "_VISIBLE_DEVICES:-1|OLLAMA_LLM_LIBRARY:cpu";
  const lines = `${selector(ollamaJobs, scope)} |= "server config"${withoutHistory}`;
  const chosen = `label_format chosen=\`{{ __line__ | count "${forbids}" }}\` | keep ${source}, chosen`;
  return `(max by (${source}) (last_over_time(${lines} | ${chosen} | unwrap chosen | __error__="" [${range(window)}])) > 0)`;
}

/** 1 where an Ollama says that it is without a card, 0 where it says that it has one or puts a model on it; by host and Ollama. */
function withoutGpu(scope: Scope, window: number, over: "last" | "min"): string {
  const literals = '|~ "inference compute|GPU d|buffer|weights|nitializ|looking up"';
  const wanted = `event=~"gpu_found|gpu_missing|gpu_discovery_failed" or gpu_weights!=""${withoutHistory}`;
  const state =
    'label_format lacking=`{{ if or .gpu_weights (eq .event "gpu_found") }}0{{ else }}1{{ end }}`';
  const lines = `${selector(ollamaJobs, scope)} ${literals} | ${wanted} | ${state} | keep ${source}, lacking`;
  return `max by (${source}) (${over}_over_time(${lines} | unwrap lacking | __error__="" [${range(window)}]))`;
}

/** What is wrong with a model's file makes a load fail, too, and more memory would not help it. */
const fileFaults = "no such file|unexpected EOF|model metadata|unknown model|invalid magic";

/** Loads that failed, but for what is the file's fault, and models that ran out of memory, within the window, by host. */
export function shortOfMemory(scope: Scope, window: Window): string {
  return once([`${eventLines(scope, ["load_failed", "out_of_memory"])} !~ "${fileFaults}"`], count(window));
}

/** Loads that failed for a model's file, within the window, by host. */
export function damagedFiles(scope: Scope, window: Window): string {
  return once([`${eventLines(scope, ["load_failed"])} |~ "${fileFaults}"`], count(window));
}

/** Hosts on which a model is in GPU memory now. */
export function gpuInUse(scope: Scope, fresh: number): string {
  return `max by (host) (${model(scope, "gpu_share", fresh)}) > 0`;
}
