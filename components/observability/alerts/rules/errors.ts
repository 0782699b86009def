import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import * as models from "../../dashboards/models";
import * as overview from "../../dashboards/overview";
import * as requests from "../../dashboards/requests";
import { andOnHost, errorFilter } from "../../logql";
import { faultMemory, unlessGpuTold } from "./gpu-causes";
import type { RuleSettings, RuleSpec } from "./rule";
import {
  fewestRequests,
  linesOnHost,
  logql,
  lookback,
  pendingPeriod,
  trafficWindow,
  unlessJustStarted,
  unlessModelsDown,
  unlessReadingHistory,
} from "./shared";

/** What is counted, unless it is old or the consequence of an outage. */
function unlessConsequence(expr: string, settings: RuleSettings, window: number): string {
  const recent = unlessReadingHistory(unlessJustStarted(expr, settings, window), window);
  return unlessModelsDown(recent, settings, window);
}

/** The same unless a card that is held by others, missing or broken explains it, which is told. */
function unlessExplained(expr: string, settings: RuleSettings, window: number): string {
  return unlessGpuTold(unlessConsequence(expr, settings, window), settings, "slow");
}

/** What users get instead of an answer, or too late. */
export function errors(settings: RuleSettings): RuleSpec[] {
  const { errorThreshold, errorWindow, errorShareThreshold, latencyThreshold, queueFullThreshold } =
    settings.thresholds;
  const many = logql.requestCount("webui", errorWindow, 5);
  // What explains it may be that old.
  const longest = (window: number) => Math.max(faultMemory, lookback(window));
  const counted = {
    window: longest(errorWindow),
    evaluationInterval: "10s",
    pendingPeriod: pendingPeriod(settings, errorWindow),
    // No such line, no series: all is well.
    noDataState: "OK",
    execErrState: "KeepLast",
  } as const;
  const measured = {
    window: longest(trafficWindow),
    evaluationInterval: "1m",
    pendingPeriod: pendingPeriod(settings, trafficWindow),
    // Too few requests to know.
    noDataState: "OK",
    execErrState: "KeepLast",
    severity: "warning",
  } as const;
  return [
    {
      key: "webuiErrors",
      keys: ["errorThreshold", "errorWindow"],
      ...counted,
      expr: unlessExplained(many, settings, errorWindow),
      condition: { is: "above", value: errorThreshold },
      severity: "critical",
      dashboard: { uid: uids.dashboards.requests, panelId: requests.panelIds.status },
      exploreQuery: linesOnHost.allLines("webui", errorFilter),
      params: { window: duration.format(errorWindow), threshold: errorThreshold },
    },
    {
      key: "errorShare",
      keys: ["errorShareThreshold"],
      ...measured,
      // Many errors fire the rule above, and without a recent one nothing is wrong any more.
      expr: unlessExplained(
        andOnHost(
          logql.errorShareByHost("webui", 5, trafficWindow, fewestRequests.share),
          `${many} <= ${errorThreshold}`,
        ),
        settings,
        trafficWindow,
      ),
      condition: { is: "above", value: errorShareThreshold / 100 },
      dashboard: { uid: uids.dashboards.overview, panelId: overview.panelIds.errorShare },
      exploreQuery: linesOnHost.allLines("webui", errorFilter),
      params: { window: duration.format(trafficWindow), threshold: errorShareThreshold },
    },
    {
      key: "latency",
      keys: ["latencyThreshold"],
      ...measured,
      expr: unlessExplained(
        andOnHost(
          logql.userLatency(0.95, trafficWindow),
          `(${logql.userRequests(trafficWindow)}) >= ${fewestRequests.latency}`,
        ),
        settings,
        trafficWindow,
      ),
      condition: { is: "above", value: latencyThreshold },
      dashboard: { uid: uids.dashboards.overview, panelId: overview.panelIds.latency },
      exploreQuery: linesOnHost.allLines("webui", `duration>${latencyThreshold}s`),
      params: { window: duration.format(trafficWindow), threshold: duration.format(latencyThreshold) },
    },
    {
      key: "queueFull",
      keys: ["queueFullThreshold", "errorWindow"],
      ...counted,
      expr: unlessExplained(logql.requestCount("ollama", errorWindow, 503), settings, errorWindow),
      condition: { is: "above", value: queueFullThreshold },
      severity: "warning",
      dashboard: { uid: uids.dashboards.models, panelId: models.panelIds.queueFull },
      exploreQuery: linesOnHost.allLines("ollama", `status_code="503"`),
      params: { window: duration.format(errorWindow), threshold: queueFullThreshold },
    },
  ];
}
