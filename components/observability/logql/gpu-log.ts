import { lastSeen } from "./newest";
import { range, type Window } from "./range";
import { ollamaJobs, type Scope, selector } from "./selector";

/** Cards, as Ollama's own log tells of them at its start and before each load: where there is no sensor, all there is. */

/** Bytes of a card: all and free just before a load, or at Ollama's start; what a model takes for weights, context and computing. */
export type LoggedGpuField = "gpu_total" | "gpu_free" | "gpu_weights" | "gpu_kv" | "gpu_compute";

/** The newest such number within the window, by host and card as Ollama names it. */
export function gpuInLog(scope: Scope, field: LoggedGpuField, window: Window): string {
  const lines = `${selector(ollamaJobs, scope)} | ${field}!="" | keep host, gpu, ${field} | unwrap ${field} | __error__=""`;
  return `max by (host, gpu) (last_over_time(${lines} [${range(window)}]))`;
}

/** Bytes of a card that were taken just before the last load within the window, by host and card; own models that stayed are among them. */
export function heldInLog(scope: Scope, window: Window): string {
  return `${gpuInLog(scope, "gpu_total", window)} - ${gpuInLog(scope, "gpu_free", window)}`;
}

/** The same as a share of the card's memory; in this form, for each number costs a walk through Ollama's lines. */
export function heldShareInLog(scope: Scope, window: Window): string {
  return `1 - ${gpuInLog(scope, "gpu_free", window)} / ${gpuInLog(scope, "gpu_total", window)}`;
}

/** When a load last put so many of so many layers on the GPU, in seconds since 1970, by host, `layers_offloaded` and `layers`. */
export function loadsByLayers(scope: Scope, window: Window): string {
  return lastSeen(layerLines(scope), layers, window);
}

/** Share of the layers of the last such load within the window, by the same. */
export function layerShares(scope: Scope, window: Window): string {
  return layerShare(scope, layers, window);
}

/** Share of its layers that the last load of any model within the window put on the GPU, by host; of an Ollama that has one. */
export function lastLayerShare(scope: Scope, window: Window): string {
  return `(${layerShare(scope, [], window)} and on (host) ${gpuInLog(scope, "gpu_free", window)})`;
}

function layerShare(scope: Scope, labels: readonly string[], window: Window): string {
  const by = ["host", ...labels].join(", ");
  const share = "label_format share=`{{ divf .layers_offloaded .layers }}`";
  const lines = `${layerLines(scope)} | layers=~"[1-9][0-9]*" | ${share} | keep ${by}, share | unwrap share | __error__=""`;
  return `max by (${by}) (last_over_time(${lines} [${range(window)}]))`;
}

const layers = ["layers_offloaded", "layers"];

function layerLines(scope: Scope): string {
  return `${selector(ollamaJobs, scope)} |= "layers" | layers_offloaded!=""`;
}
