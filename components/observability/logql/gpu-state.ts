import { heldByOthers } from "./gpu-holders";
import { gpuInLog, heldShareInLog } from "./gpu-log";
import { gpuTileStates, readState } from "./gpu-words";
import { newest } from "./newest";
import { probeLines } from "./probe";
import { range, type Window } from "./range";
import type { Scope } from "./selector";
import { heartbeats } from "./streams";

/** Whether a host's cards can be read at all: blind is not the same as idle, and no card is no fault. */

/**
 * When the sensor of each host last spoke, or 0 and more where none speaks, by host, `state` and, where it cannot read,
 * `error`. State: `readable`, or the reason why it is not; `silent`, it spoke within the time range and no more;
 * `unwatched`, there is none, but Ollama's log tells of a card; `none`, nothing tells of a card.
 *
 * @param window how old its line may be, in seconds
 */
export function sensorState(scope: Scope, window: number): string {
  const lines = `${probeLines(scope, "gpus", ["readable", "reason", "error"])} | ${readState}`;
  const named = (expr: string, name: string) => `label_replace(${expr}, "state", "${name}", "", "")`;
  const alone = `${heartbeats(scope, window)} unless on (host) ${sensors(scope, "$__range")}`;
  return [
    newest(lines, [], ["state", "error"], window),
    named(silent(scope, window), "silent"),
    named(`(${alone}) and on (host) ${inLog(scope)}`, "unwatched"),
    named(`(${alone}) unless on (host) ${inLog(scope)}`, "none"),
  ].join(" or ");
}

/**
 * A number about cards, or why there is none, as a number of `gpuTileStates`; no series where the monitoring is silent.
 *
 * @param expr a vector without labels
 * @param window how old the sensor's line may be, in seconds
 */
export function gpuTile(scope: Scope, expr: string, window: number): string {
  const { unreadable, untold, unwatched, none } = gpuTileStates;
  const unwatchedHosts = `${inLog(scope)} unless on (host) ${sensors(scope, "$__range")}`;
  return [
    `(${expr})`,
    coded(blind(scope, window), unreadable),
    coded(`${readable(scope, window)} == 1`, untold),
    coded(unwatchedHosts, unwatched),
    coded(heartbeats(scope, window), none),
  ].join(" or ");
}

/** Share of a card that others hold, of the card where it is most: as the sensor sees it, else as Ollama's log said before its last load. */
export function heldByOthersTile(scope: Scope, window: number): string {
  const { unreadable, untold, none } = gpuTileStates;
  return [
    `max(${heldByOthers(scope, window)})`,
    coded(blind(scope, window), unreadable),
    `max(${heldShareInLog(scope, "$__range")})`,
    coded(`${readable(scope, window)} == 1`, untold),
    coded(heartbeats(scope, window), none),
  ].join(" or ");
}

function coded(expr: string, code: number): string {
  return `(count(${expr}) * 0 - ${-code})`;
}

/** Hosts whose sensor cannot read a card that is there, or says nothing any more. */
function blind(scope: Scope, window: number): string {
  return `${readable(scope, window)} == 0 or ${silent(scope, window)}`;
}

/** 1 where a sensor reads a card, 0 where it cannot read one that is there, by host. */
function readable(scope: Scope, window: number): string {
  const lines = `${probeLines(scope, "gpus", ["readable", "reason"])} | reason!="no_card" | keep host, readable`;
  return `max by (host) (last_over_time(${lines} | unwrap readable | __error__="" [${range(window)}]))`;
}

function silent(scope: Scope, window: number): string {
  return `(${sensors(scope, "$__range")} unless on (host) ${sensors(scope, window)})`;
}

/** Hosts on which a sensor spoke within the window. */
function sensors(scope: Scope, window: Window): string {
  const lines = `${probeLines(scope, "gpus", ["readable"])} | keep host`;
  return `sum by (host) (count_over_time(${lines} [${range(window)}]))`;
}

/** Hosts of which Ollama's log told of a card within the time range. */
function inLog(scope: Scope): string {
  return `count by (host) (${gpuInLog(scope, "gpu_total", "$__range")})`;
}
