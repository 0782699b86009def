import { jobs } from "../../shared/naming";
import { lastSeen } from "./newest";
import { range, type Window } from "./range";
import { type Scope, selector } from "./selector";

/** What the kernel said of its cards, memory and disks. */

/** Lines about any of that. */
export function kernelLines(scope: Scope): string {
  return `${selector([jobs.kernel], scope)} | event=~"gpu_xid|gpu_fallen|gpu_reset|gpu_timeout|oom_kill|disk_error"`;
}

/** What it was, beside the event: NVIDIA's number and its kind, the process that was killed. */
const labels = ["event", "xid", "xid_kind", "victim"];

/** How often within the window, by host and what it was. */
export function kernelCounts(scope: Scope, window: Window): string {
  const by = ["host", ...labels].join(", ");
  return `sum by (${by}) (count_over_time(${kernelLines(scope)} | keep ${by} [${range(window)}]))`;
}

/** When last within the window, in seconds since 1970, by the same. */
export function kernelLast(scope: Scope, window: Window): string {
  return lastSeen(kernelLines(scope), labels, window);
}

/** How often the kernel killed a process of such a name for want of memory within the window, by host and `victim`. */
export function oomKills(scope: Scope, victims: string, window: Window): string {
  const lines = `${selector([jobs.kernel], scope)} |= "illed process" | event="oom_kill" | victim=~\`${victims}\``;
  return `sum by (host, victim) (count_over_time(${lines} [${range(window)}]))`;
}

/** How often within the window the kernel told of a fault of the card itself, its slot or its power, by host and `xid`; that is empty where a card fell off the bus without a number. */
export function hardwareFaults(scope: Scope, window: Window): string {
  const lines = `${selector([jobs.kernel], scope)} |= "NVRM" | event="gpu_fallen" or xid_kind="hardware" | keep host, xid`;
  return `sum by (host, xid) (count_over_time(${lines} [${range(window)}]))`;
}
