import { readState } from "./gpu-words";
import { newest } from "./newest";
import { probe, probeLines } from "./probe";
import { range, type Window } from "./range";
import type { Scope } from "./selector";

/** Cards, as the sensor reads them: a line a card each round. */

/** A number of such a line: bytes, shares of 0 to 1, degrees Celsius, watts, MHz. Absent where it cannot be read. */
export type GpuField =
  | "memory_total"
  | "memory_used"
  | "memory_free"
  | "memory_used_share"
  | "utilization"
  | "temperature"
  | "power"
  | "power_limit"
  | "clock"
  | "power_capped"
  | "held_ours"
  | "held_others";

/** What a window's lines are made into: the newest, their mean, or the highest. */
type Over = "last" | "avg" | "max";

/** A number about each card, by host and card. */
export function gpu(scope: Scope, field: GpuField, window: Window, over: Over = "last"): string {
  return `max by (host, gpu) (${over}_over_time(${probe(scope, "gpu", field, "gpu")} [${range(window)}]))`;
}

/** The same for all cards of a host together. */
export function gpuSum(scope: Scope, field: GpuField, window: Window): string {
  return `sum by (host) (${gpu(scope, field, window)})`;
}

/** Share of rounds in which something harmful slowed a card down, by host, card and what. No series where nothing did. */
export function throttling(scope: Scope, window: Window): string {
  const lines = `${probeLines(scope, "gpu", ["throttle", "gpu"])} | keep host, gpu, throttle`;
  const slowed = `sum by (host, gpu, throttle) (count_over_time(${lines} [${range(window)}]))`;
  return `${slowed} / on (host, gpu) group_left () ${gpuRounds(scope, window)}`;
}

/**
 * Minutes of the window in which a card's memory was nearly full (above 95 %), of the card that was so longest, by host; 0
 * where none was. The part of the window in which nothing was read counts like the rest.
 *
 * @param window in seconds
 */
export function fullMinutes(scope: Scope, window: number): string {
  const field = "memory_used_share";
  const lines = `${probeLines(scope, "gpu", [field, "gpu"])} | ${field}>0.95 | keep host, gpu`;
  const full = `sum by (host, gpu) (count_over_time(${lines} [${range(window)}]))`;
  const all = gpuRounds(scope, window, field);
  return `max by (host) ((${full} or ${all} * 0) / ${all}) * ${window / 60}`;
}

/** When each card last spoke, in seconds since 1970, by host, card and its words; `state` is `readable`, or why it is not. */
export function cards(scope: Scope, window: Window): string {
  const texts = ["name", "throttle"];
  const lines = `${probeLines(scope, "gpu", ["gpu", "readable", "reason", ...texts])} | ${readState}`;
  return newest(lines, ["gpu"], [...texts, "state"], window);
}

/** Lines about each card within the window that have such a number. */
function gpuRounds(scope: Scope, window: Window, field = "readable"): string {
  const lines = `${probeLines(scope, "gpu", [field, "gpu"])} | keep host, gpu`;
  return `sum by (host, gpu) (count_over_time(${lines} [${range(window)}]))`;
}
