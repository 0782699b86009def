import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import { panelIds } from "../../dashboards/machine";
import { andOnHost, unlessOnHost } from "../../logql";
import type { RuleSettings, RuleSpec } from "./rule";
import { linesOnHost, logql, probeFreshness } from "./shared";

const panel = (panelId: number) => ({ uid: uids.dashboards.machine, panelId });

/** The host under the models. */
export function machineRules(settings: RuleSettings): RuleSpec[] {
  return [oomKilled(settings), hostMemory(settings), hostDisk(settings)];
}

/** Processes by name, as the kernel tells it: its first 15 letters. */
const victims = {
  /** Whose end is always that of a part of the chat, or of its monitoring. */
  ours: "(?i)(?:ollama|llama|vllm|sglang|xinference|lms|lm-studio|open-webui|loki|grafana|promtail|alloy).*",
  /** Anybody's program: a part of the chat where something that is probed stopped to answer with it. */
  anybodys: "(?i)(?:python|uvicorn|gunicorn|node|MainThread|ray::).*",
} as const;

/** Parts of the chat that the kernel killed for want of memory, by host and victim. */
export function oomKills({ thresholds: { errorWindow } }: RuleSettings): string {
  const anybodys = andOnHost(logql.oomKills(victims.anybodys, errorWindow), logql.failedProbes(errorWindow));
  return `${logql.oomKills(victims.ours, errorWindow)} or ${anybodys}`;
}

function oomKilled(settings: RuleSettings): RuleSpec {
  const { errorWindow } = settings.thresholds;
  return {
    key: "oomKilled",
    keys: ["errorWindow"],
    expr: oomKills(settings),
    window: errorWindow,
    evaluationInterval: "10s",
    condition: { is: "above", value: 0 },
    pendingPeriod: 0,
    severity: "critical",
    // It did not happen.
    noDataState: "OK",
    execErrState: "KeepLast",
    dashboard: panel(panelIds.memory),
    exploreQuery: linesOnHost.kernelLines(),
    params: { window: duration.format(errorWindow) },
  };
}

/** What becomes less and less. */
const runningOut = {
  evaluationInterval: "1m",
  severity: "warning",
  // A blind monitoring, which has a rule of its own; what is full stays full until seen otherwise.
  noDataState: "KeepLast",
  execErrState: "KeepLast",
} as const;

function hostMemory(settings: RuleSettings): RuleSpec {
  const { hostMemoryFree } = settings.thresholds;
  const fresh = probeFreshness(settings);
  const pendingPeriod = 120;
  return {
    key: "hostMemory",
    keys: ["hostMemoryFree"],
    ...runningOut,
    // Who was killed for want of it is told.
    expr: unlessOnHost(logql.machine("memory_free_share", fresh), oomKills(settings)),
    window: Math.max(fresh, settings.thresholds.errorWindow),
    condition: { is: "below", value: hostMemoryFree / 100 },
    pendingPeriod,
    dashboard: panel(panelIds.memory),
    exploreQuery: linesOnHost.machineLines("machine"),
    params: { threshold: hostMemoryFree, window: duration.format(pendingPeriod) },
  };
}

/** A disk is running out that is full in so many hours and has less than this share left. */
const soon = { hours: 12, share: 0.3 } as const;

/** The pace of the last hours counts where it is that of the last hour too: a model that is pulled is one step and no pace. */
const spans = { long: 6 * 3600, short: 3600 } as const;

/** More hours than can be left: stands for those of a disk that is nearly full and does not fill. */
const manyHours = 9999;

function hostDisk(settings: RuleSettings): RuleSpec {
  const { hostDiskFree, diskFreeThreshold } = settings.thresholds;
  const fresh = probeFreshness(settings);
  const below = (field: "disk_free_share" | "inodes_free_share", share: number) =>
    `${logql.disk(field, fresh)} < ${share}`;
  const left = (span: number) => `(${logql.diskHoursLeft(fresh, span)}) < ${soon.hours}`;
  const filling = [left(spans.long), left(spans.short), below("disk_free_share", soon.share)]
    .map((expr) => `(${expr})`)
    .join(" and on (host, disk) ");
  const low = `(${below("disk_free_share", hostDiskFree / 100)} or ${below("inodes_free_share", hostDiskFree / 100)})`;
  // The disk of Loki's volume is told by a rule of its own.
  const lokiAge = Math.max(fresh, settings.watchFreshness);
  const told = `${logql.lokiState("disk_free_share", lokiAge)} < ${diskFreeThreshold / 100}`;
  return {
    key: "hostDisk",
    keys: ["hostDiskFree"],
    ...runningOut,
    expr: `((${filling}) or on (host, disk) ${low} * 0 + ${manyHours}) unless on (host, disk) (${andOnHost(logql.lokiDisk(lokiAge), told)})`,
    window: spans.long,
    condition: { is: "above", value: 0 },
    pendingPeriod: 60,
    dashboard: panel(panelIds.disk),
    exploreQuery: linesOnHost.machineLines("disk"),
    params: { threshold: hostDiskFree, hours: soon.hours, share: soon.share * 100 },
  };
}
