import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import * as models from "../../dashboards/models";
import * as overview from "../../dashboards/overview";
import * as requests from "../../dashboards/requests";
import { andOnHost, errorFilter } from "../../logql";
import type { RuleSettings, RuleSpec } from "./rule";
import {
  fewestRequests,
  linesOnHost,
  logql,
  lookback,
  pendingPeriod,
  trafficWindow,
  unlessJustStarted,
  unlessOllamaDown,
  unlessReadingHistory,
} from "./shared";

/** What is counted, unless it is old or the consequence of an outage. */
function unlessConsequence(expr: string, settings: RuleSettings, window: number): string {
  const recent = unlessReadingHistory(unlessJustStarted(expr, settings, window), window);
  return unlessOllamaDown(recent, settings, window);
}

/** What users get instead of an answer, or too late. */
export function errors(settings: RuleSettings): RuleSpec[] {
  const { errorThreshold, errorWindow, errorShareThreshold, latencyThreshold, queueFullThreshold } =
    settings.thresholds;
  const many = logql.requestCount("webui", errorWindow, 5);
  const counted = {
    window: lookback(errorWindow),
    evaluationInterval: "10s",
    pendingPeriod: pendingPeriod(settings, errorWindow),
    // No such line, no series: all is well.
    noDataState: "OK",
    execErrState: "KeepLast",
  } as const;
  const measured = {
    window: lookback(trafficWindow),
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
      expr: unlessConsequence(many, settings, errorWindow),
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
      expr: unlessConsequence(
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
      expr: unlessConsequence(
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
      expr: unlessConsequence(logql.requestCount("ollama", errorWindow, 503), settings, errorWindow),
      condition: { is: "above", value: queueFullThreshold },
      severity: "warning",
      dashboard: { uid: uids.dashboards.models, panelId: models.panelIds.queueFull },
      exploreQuery: linesOnHost.allLines("ollama", `status_code="503"`),
      params: { window: duration.format(errorWindow), threshold: queueFullThreshold },
    },
  ];
}
