import { heldByOthers, othersHeld } from "./gpu-holders";
import { hardwareFaults } from "./kernel-lines";
import { probe, probeLines } from "./probe";
import { range } from "./range";
import type { Scope } from "./selector";

/** What a sensor says of cards that are held by others, broken, slowed down or out of its sight: as alerts ask it. */

/**
 * Share of a card's memory that others than our models hold, where that is at least `least`, by host, card and who holds
 * most of it as `holder`; without that label where nobody can be named.
 *
 * @param window how old the sensor's newest line may be, in seconds
 * @param least 0 to 1
 */
export function heldBy(scope: Scope, window: number, least: number): string {
  const much = `((${heldByOthers(scope, window)}) >= ${least})`;
  const most = `topk by (host, gpu) (1, max by (host, gpu, holder) (${othersHeld(scope)}))`;
  return `((${most}) * 0 + on (host, gpu) group_left () ${much}) or on (host, gpu) ${much}`;
}

/** The most that others held of any card within the window, where that is at least `least`, by host; also when it has passed. */
export function heldLately(scope: Scope, window: number, least: number): string {
  const share = "label_format share=`{{ divf .held_others .memory_total }}`";
  const lines = `${probeLines(scope, "gpu", ["held_others", "memory_total"])} | memory_total!="" | ${share}`;
  const shares = `${lines} | keep host, share | unwrap share | __error__=""`;
  return `max by (host) (max_over_time(${shares} [${range(window)}])) >= ${least}`;
}

/** What a sensor says of a card, or of all: it is gone, it or its driver asks for a reset, the sensor is without it, it cannot be read. */
const verdicts = { fine: 0, lost: 1, reset: 2, missing: 3, unreadable: 4 } as const;

/**
 * Hosts of which a sensor's newest line about some card, or all of them, says such a thing; the verdict's number, by host.
 *
 * @param fresh how old that line may be, in seconds
 */
export function cardVerdict(
  scope: Scope,
  fresh: number,
  first: keyof typeof verdicts,
  last: keyof typeof verdicts = first,
): string {
  const newest = `last_over_time(${verdictLines(scope)} | keep host, probe, gpu, verdict | unwrap verdict | __error__="" [${range(fresh)}])`;
  const all = `max by (host, probe, gpu) (${newest})`;
  return `max by (host) (${all} >= ${verdicts[first]} <= ${verdicts[last]})`;
}

/** Hosts of which a sensor said such a thing within the window, also where it has passed; how often, by host. */
export function verdictLately(
  scope: Scope,
  window: number,
  first: keyof typeof verdicts,
  last: keyof typeof verdicts,
): string {
  const lines = `${verdictLines(scope)} | verdict >= ${verdicts[first]} | verdict <= ${verdicts[last]} | keep host`;
  return `sum by (host) (count_over_time(${lines} [${range(window)}]))`;
}

/** A sensor's lines, each with its verdict's number. */
function verdictLines(scope: Scope): string {
  const number =
    `{{ if eq .reason "card_lost" }}1{{ else if eq .reason "reset_needed" }}2{{ else if .recovery }}2` +
    `{{ else if eq .reason "blocked" "version_mismatch" "no_driver" "no_card" }}3{{ else if eq .readable "0" }}4{{ else }}0{{ end }}`;
  return `${probeLines(scope, "gpus|gpu", ["readable", "reason", "recovery", "gpu"])} | label_format verdict=\`${number}\``;
}

/** Words for faults that have no number, as a message says them. */
export type FaultWords = Record<"lost" | "reset" | "ecc", string>;

/** The kernel's number for a card that fell off the bus; a sensor says it is lost. */
const offTheBus = "79|";

/**
 * Faults of cards, by host and `fault`: what the kernel told within `memory` (`Xid 48`), what the sensor sees now (the card
 * is gone, it or its driver asks for a reset), and errors in memory that could not be corrected and became more within
 * `memory`. What a program did (Xid 13, 31, 43) is none.
 *
 * @param fresh how old the sensor's newest line may be, in seconds
 * @param memory in seconds
 */
export function gpuFaults(scope: Scope, fresh: number, memory: number, words: FaultWords): string {
  const called = (expr: string, word: string) => `label_replace(${expr}, "fault", "${word}", "", "")`;
  const xids = `label_replace(${hardwareFaults(scope, memory)}, "fault", "Xid $1", "xid", "(.+)")`;
  // Counted since the driver was loaded: fewer than before is a new count.
  const ecc = `rate_counter(${probe(scope, "gpu", "ecc_uncorrected", "gpu")} [${range(memory)}])`;
  const parts = [
    `label_replace(${xids}, "fault", "${words.lost}", "xid", "${offTheBus}")`,
    called(cardVerdict(scope, fresh, "lost"), words.lost),
    called(cardVerdict(scope, fresh, "reset"), words.reset),
    called(`(max by (host) (${ecc}) > 0)`, words.ecc),
  ];
  return `max by (host, fault) (${parts.join(" or ")})`;
}

/**
 * Share of the window's rounds in which heat or the power supply slowed a card down that was at work, by host and card. At
 * its power limit alone a card gives what it may.
 *
 * @param busy above this utilization a card is at work, 0 to 1
 */
export function throttledAtWork(scope: Scope, window: number, busy: number): string {
  const rounds = (more: string) => {
    const lines = `${probeLines(scope, "gpu", ["throttled", "utilization", "gpu"])}${more} | keep host, gpu`;
    return `sum by (host, gpu) (count_over_time(${lines} [${range(window)}]))`;
  };
  return `${rounds(` | throttled="1" | utilization > ${busy}`)} / ${rounds("")}`;
}

/** Rounds within the window in which a sensor could read a card, by host. */
export function readableRounds(scope: Scope, window: number): string {
  const lines = `${probeLines(scope, "gpus", ["readable"])} | readable="1" | keep host`;
  return `sum by (host) (count_over_time(${lines} [${range(window)}]))`;
}

/** Hosts of which the probe says that nothing is to read their cards: a sensor that is silent there was taken away. */
export function withoutSensor(scope: Scope, fresh: number): string {
  const lines = `${probeLines(scope, "machine", ["sensor"])} | sensor="0" | keep host`;
  return `sum by (host) (count_over_time(${lines} [${range(fresh)}]))`;
}

/** All that a sensor says. */
export function sensorLines(scope: Scope): string {
  return probeLines(scope, "gpus|gpu|holder", []);
}
