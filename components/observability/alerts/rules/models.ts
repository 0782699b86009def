import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import * as models from "../../dashboards/models";
import { andOnHost, andOnModel, deathEvents, type Event, orOnHost, unlessOnHost } from "../../logql";
import { faultMemory, slowedLately, unlessGpuTold } from "./gpu-causes";
import { oomKills } from "./machine";
import type { RuleSettings, RuleSpec } from "./rule";
import {
  day,
  fewestRequests,
  gpuShares,
  linesOnHost,
  logql,
  pendingPeriod,
  trafficWindow,
  unlessOllamaDown,
} from "./shared";

/** What happens to the models. */
export function modelRules(settings: RuleSettings): RuleSpec[] {
  const { errorWindow, reloadThreshold, restartThreshold } = settings.thresholds;
  const { panelIds } = models;
  const panel = (panelId: number) => ({ uid: uids.dashboards.models, panelId });
  const eventRule = (
    kinds: readonly Event[],
    window: number,
    above: number,
    expr = logql.anyEvent(kinds, window),
  ) =>
    ({
      expr: unlessOllamaDown(expr, settings, window),
      window,
      evaluationInterval: window < trafficWindow ? "10s" : "1m",
      condition: { is: "above", value: above },
      pendingPeriod: pendingPeriod(settings, window),
      // It did not happen.
      noDataState: "OK",
      execErrState: "KeepLast",
      exploreQuery: linesOnHost.eventLines(kinds),
      params: { window: duration.format(window), threshold: above },
    }) as const;
  // What a card or the kernel did has a rule of its own.
  const unexplained = (kinds: readonly Event[], what: "load" | "death") =>
    unlessGpuTold(unlessOnHost(logql.anyEvent(kinds, errorWindow), oomKills(settings)), settings, what);
  return [
    {
      key: "loadFailed",
      keys: ["errorWindow"],
      ...eventRule(
        ["load_failed"],
        errorWindow,
        0,
        orOnHost(unexplained(["load_failed"], "load"), logql.damagedFiles(errorWindow)),
      ),
      window: faultMemory,
      severity: "critical",
      dashboard: panel(panelIds.events),
    },
    {
      key: "runnerDied",
      keys: ["errorWindow"],
      // A load that fails ends a runner, too, and has a rule of its own.
      ...eventRule(
        deathEvents,
        errorWindow,
        0,
        unlessOnHost(unexplained(deathEvents, "death"), logql.anyEvent(["load_failed"], errorWindow)),
      ),
      window: faultMemory,
      severity: "warning",
      dashboard: panel(panelIds.events),
    },
    {
      key: "modelReloads",
      keys: ["reloadThreshold"],
      ...eventRule(["model_loaded"], trafficWindow, reloadThreshold),
      severity: "warning",
      dashboard: panel(panelIds.loads),
    },
    {
      key: "restarts",
      keys: ["restartThreshold"],
      ...eventRule(
        ["ollama_started", "server_started"],
        trafficWindow,
        restartThreshold,
        logql.starts(trafficWindow),
      ),
      // What stands before each start says why.
      exploreQuery: linesOnHost.modelLines(),
      severity: "critical",
      dashboard: panel(panelIds.events),
    },
    modelOnCpu(settings),
    slowGeneration(settings),
  ];
}

/** A model that was wholly in GPU memory within a day, and now is not. A host without a GPU never had one there. */
function modelOnCpu(settings: RuleSettings): RuleSpec {
  const now = Math.max(30, 3 * settings.probeInterval);
  return {
    key: "modelOnCpu",
    expr: unlessGpuTold(
      andOnModel(logql.model("gpu_share", now), `${logql.bestGpuShare(day)} > ${gpuShares.whole}`),
      settings,
      "load",
    ),
    window: day,
    evaluationInterval: "1m",
    condition: { is: "below", value: gpuShares.partly },
    pendingPeriod: 60,
    severity: "warning",
    // No model is loaded.
    noDataState: "OK",
    execErrState: "KeepLast",
    dashboard: { uid: uids.dashboards.models, panelId: models.panelIds.gpuShare },
    exploreQuery: linesOnHost.ollamaLines(),
  };
}

/**
 * Speed now against the speed of the day. The canary compares one model with itself. Lines about users' answers name no
 * model (docs/decisions/no-model-in-timings.md), so they are compared only where no other model was loaded all day: a bigger one is slower, and well.
 */
function slowGeneration(settings: RuleSettings): RuleSpec {
  const { speedThreshold } = settings.thresholds;
  const speed = (window: number) => logql.timing("tokens_per_second", window);
  const enough = andOnHost(
    `${logql.generations(trafficWindow)} >= ${fewestRequests.speed}`,
    `${logql.generations(day)} >= ${fewestRequests.speedOfTheDay}`,
  );
  const answers = andOnHost(
    `${speed(trafficWindow)} / ${speed(day)}`,
    andOnHost(enough, `${logql.modelsSeen(day)} == 1`),
  );
  const canary = `${logql.canarySpeed(trafficWindow)} / ${logql.canarySpeed(day)}`;
  return {
    key: "slowGeneration",
    keys: ["speedThreshold"],
    expr: unlessOnHost(
      unlessGpuTold(settings.canary ? orOnHost(canary, answers) : answers, settings, "slow"),
      slowedLately,
    ),
    window: day,
    evaluationInterval: "5m",
    condition: { is: "below", value: speedThreshold / 100 },
    pendingPeriod: 0,
    severity: "warning",
    // Too few answers to know.
    noDataState: "OK",
    execErrState: "KeepLast",
    dashboard: { uid: uids.dashboards.models, panelId: models.panelIds.speed },
    exploreQuery: linesOnHost.timingLines("tokens_per_second"),
    params: { window: duration.format(trafficWindow), threshold: speedThreshold },
  };
}
