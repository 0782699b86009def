import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import { panelIds } from "../../dashboards/machine";
import { andOnHost, orOnHost, unlessOnHost } from "../../logql";
import { faultMemory, faults, hangs, held, missing, shortOfGpu, throttled } from "./gpu-causes";
import type { RuleSettings, RuleSpec } from "./rule";
import { day, linesOnHost, logql, probeFreshness } from "./shared";

/**
 * How long a card has to be slowed down at work, in seconds; the last part is pending time. Long enough that a card that
 * only touches its limit is none, and short enough to be told within two and a half minutes.
 */
const slow = { window: 60, pending: 45, share: 0.75 } as const;

/** Without a readable line for so long a sensor is blind, in seconds, half of it pending time: a new container takes less. */
const silence = 120;

/** The GPU under the models. None of these cries because a card is at work. */
export function gpuRules(settings: RuleSettings): RuleSpec[] {
  const { gpuHeldShare, errorWindow } = settings.thresholds;
  const fresh = probeFreshness(settings);
  const told = {
    evaluationInterval: "1m",
    condition: { is: "above", value: 0 },
    pendingPeriod: 0,
    // No card, or nothing is wrong with it.
    noDataState: "OK",
    execErrState: "KeepLast",
  } as const;
  const panel = (panelId: number) => ({ uid: uids.dashboards.machine, panelId });
  return [
    {
      key: "gpuHeld",
      keys: ["gpuHeldShare", "errorWindow"],
      ...told,
      expr: andOnHost(held(settings), orOnHost(shortOfGpu(settings), hangs(settings))),
      window: day,
      severity: "critical",
      dashboard: panel(panelIds.heldByOthers),
      exploreQuery: linesOnHost.sensorLines(),
      params: { threshold: gpuHeldShare, window: duration.format(errorWindow) },
    },
    {
      key: "gpuMissing",
      ...told,
      // What is broken is missing, too.
      expr: unlessOnHost(missing(settings), faults(settings)),
      window: day,
      severity: "critical",
      dashboard: panel(panelIds.utilization),
      exploreQuery: linesOnHost.eventLines(["gpu_found", "gpu_missing", "gpu_discovery_failed"]),
    },
    {
      key: "gpuFault",
      ...told,
      expr: faults(settings),
      window: faultMemory,
      severity: "critical",
      dashboard: panel(panelIds.temperature),
      exploreQuery: linesOnHost.kernelLines(),
      params: { window: duration.format(faultMemory) },
    },
    {
      key: "gpuThrottled",
      ...told,
      expr: throttled(slow.window),
      window: slow.window,
      // It looks back by a minute alone.
      evaluationInterval: "10s",
      condition: { is: "above", value: slow.share },
      pendingPeriod: slow.pending,
      severity: "warning",
      dashboard: panel(panelIds.throttling),
      exploreQuery: linesOnHost.sensorLines(),
      params: { window: duration.format(slow.window + slow.pending) },
    },
    {
      key: "sensorBlind",
      ...told,
      expr: [
        // What is told as a fault, or as a GPU that is missing; and where somebody switched it off.
        logql.cardVerdict(fresh, "lost", "reset"),
        [logql.gpuInUse(fresh), logql.neverOnGpu(day)].reduce(
          unlessOnHost,
          logql.cardVerdict(fresh, "missing"),
        ),
        logql.withoutSensor(fresh),
      ].reduce(
        unlessOnHost,
        andOnHost(
          unlessOnHost(logql.readableRounds(day), logql.readableRounds(silence / 2)),
          logql.heartbeats(silence / 2),
        ),
      ),
      window: day,
      pendingPeriod: silence / 2,
      severity: "warning",
      dashboard: panel(panelIds.utilization),
      exploreQuery: linesOnHost.sensorLines(),
      params: { window: duration.format(silence) },
    },
  ];
}
