import { lastSeen } from "./newest";
import { probe, probeLines } from "./probe";
import { range, type Window } from "./range";
import type { Scope } from "./selector";

/** The host under the models, as the probe reads it each round: processors, memory, pressure, disks, network, processes. */

/** A number of a round's line about the host. Shares are 0 to 1; `pressure_*` is the share of a minute in which some task waited. */
export type MachineField =
  | "cpus"
  | "cpu_busy"
  | "cpu_iowait"
  | "cpu_steal"
  | "load1"
  | "memory_total"
  | "memory_available"
  | "memory_free_share"
  | "swap_used"
  | "pressure_cpu"
  | "pressure_memory"
  | "pressure_io"
  | "net_errors";

/** What the window's rounds are made into: the newest, their mean, or their sum. */
type Over = "last" | "avg" | "sum";

/** A number about the host, by host. */
export function machine(scope: Scope, field: MachineField, window: Window, over: Over = "last"): string {
  return `max by (host) (${over}_over_time(${probe(scope, "machine", field)} [${range(window)}]))`;
}

/** Tasks that ran or waited to run, for each processor, mean of a minute; by host. Above 1 some waited. */
export function loadByCpu(scope: Scope, window: Window): string {
  return `${machine(scope, "load1", window)} / ${machine(scope, "cpus", window)}`;
}

/** Memory in use that cannot be had back, in bytes, by host. */
export function memoryUsed(scope: Scope, window: Window): string {
  return `${machine(scope, "memory_total", window)} - ${machine(scope, "memory_available", window)}`;
}

/** A number about a disk: `root`, Docker's (`docker`), or that of Ollama's models (`models`). */
export type DiskField = "disk_total" | "disk_free" | "disk_free_share" | "inodes_free_share";

/** A number about each disk, the newest within the window, by host and disk. */
export function disk(scope: Scope, field: DiskField, window: Window): string {
  return diskFigure(scope, field, window, "last");
}

/**
 * Hours until a disk is full if it fills as it did within the last `span`, or what is known of it, by host and disk. No
 * series while it does not fill, and while less than half an hour is known.
 *
 * @param window how old the newest line may be, in seconds
 * @param span in seconds
 */
export function diskHoursLeft(scope: Scope, window: number, span: number): string {
  const lines = probeLines(scope, "disk", ["disk_free", "disk"]);
  const known = `${lastSeen(lines, ["disk"], span)} - ${lastSeen(lines, ["disk"], span, "first")}`;
  const free = disk(scope, "disk_free", window);
  const less = `${diskFigure(scope, "disk_free", span, "first")} - ${free}`;
  return `${free} / ((${less} > 0) / (${known} > 1800) * 3600)`;
}

/** The disk that holds Loki's volume, by host and disk: the one of the same size to the byte. */
export function lokiDisk(scope: Scope, window: number): string {
  const whole = `max by (host) (last_over_time(${probe(scope, "loki", "disk_total")} [${range(window)}]))`;
  return `(${disk(scope, "disk_total", window)} == on (host) group_left () ${whole})`;
}

/** What the probe says of the host, or of its disks. */
export function machineLines(scope: Scope, kind: "machine" | "disk"): string {
  return probeLines(scope, kind, []);
}

function diskFigure(scope: Scope, field: DiskField, window: Window, which: "last" | "first"): string {
  const numbers = probe(scope, "disk", field, "disk");
  return `max by (host, disk) (${which}_over_time(${numbers} [${range(window)}]))`;
}

/** Disks that could not be read within the window, by host, disk and what was said of it. */
export function diskErrors(scope: Scope, window: Window): string {
  const lines = `${probeLines(scope, "disk", ["disk_error", "disk"])} | keep host, disk, disk_error`;
  return `sum by (host, disk, disk_error) (count_over_time(${lines} [${range(window)}]))`;
}

/** What Ollama, its runners and other model servers use, by host and process: processors, mean of the window; bytes of memory. */
export function processes(scope: Scope, field: "cpu" | "memory", window: Window): string {
  const over = field === "cpu" ? "avg" : "last";
  const each = `${over}_over_time(${probe(scope, "process", field, "process", "pid")} [${range(window)}])`;
  return `sum by (host, process) (max by (host, process, pid) (${each}))`;
}
