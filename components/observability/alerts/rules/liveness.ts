import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import * as fleet from "../../dashboards/fleet";
import * as models from "../../dashboards/models";
import * as requests from "../../dashboards/requests";
import { unlessGpuTold } from "./gpu-causes";
import { hanging } from "./hang";
import type { RuleSettings, RuleSpec } from "./rule";
import { day, linesOnHost, logql, probeWindow, unlessOllamaDown } from "./shared";

/** Who does not answer. */
export function liveness(settings: RuleSettings): RuleSpec[] {
  const { ollamaDownAfter, webuiDownAfter } = settings.thresholds;
  return [
    {
      key: "ollamaDown",
      keys: ["ollamaDownAfter"],
      ...down((...times) => logql.notDown("ollama", ...times), ollamaDownAfter, settings),
      dashboard: { uid: uids.dashboards.fleet, panelId: fleet.panelIds.history },
      exploreQuery: linesOnHost.ollamaLines(),
    },
    {
      key: "webuiDown",
      keys: ["webuiDownAfter"],
      ...down((...times) => logql.notDown("webui", ...times), webuiDownAfter, settings),
      dashboard: { uid: uids.dashboards.requests, panelId: requests.panelIds.status },
      exploreQuery: linesOnHost.webuiLines(),
    },
    {
      key: "serverDown",
      keys: ["ollamaDownAfter"],
      ...down(logql.serversNotDown, ollamaDownAfter, settings),
      dashboard: { uid: uids.dashboards.fleet, panelId: fleet.panelIds.history },
      exploreQuery: linesOnHost.serverProbes(),
    },
    hang(settings),
  ];
}

/**
 * Half of the time no probe gets an answer at all, then it has to stay so for the other half: one lost probe is not an
 * outage, and a target that has been down since before the stack was started is reported all the same.
 *
 * @param notDown a series with 0 for each target that is down; of a window, and of the time in which a probe that asks has asked
 */
function down(
  notDown: (window: number, asked: number) => string,
  after: number,
  { probeInterval }: RuleSettings,
) {
  const window = probeWindow(after);
  const asked = Math.max(window, 4 * probeInterval);
  return {
    expr: notDown(window, asked),
    window: asked,
    condition: { is: "below", value: 1 },
    evaluationInterval: "10s",
    pendingPeriod: after - window,
    severity: "critical",
    // No data about a target is not "down": another rule fires when the monitoring is blind.
    noDataState: "KeepLast",
    execErrState: "KeepLast",
    params: { window: duration.format(after) },
  } as const;
}

/** Ollama answers the probe, but nobody gets text. */
function hang(settings: RuleSettings): RuleSpec {
  const { expr, window } = hanging(settings);
  return {
    key: "hang",
    keys: ["hangAfter"],
    expr: unlessGpuTold(unlessOllamaDown(expr, settings, window), settings, "hang"),
    window: day,
    evaluationInterval: "1m",
    condition: { is: "above", value: 0 },
    pendingPeriod: 0,
    severity: "critical",
    // Nobody asks, or all get their answers.
    noDataState: "OK",
    execErrState: "KeepLast",
    dashboard: { uid: uids.dashboards.models, panelId: models.panelIds.generated },
    exploreQuery: linesOnHost.ollamaLines(),
    params: { window: duration.format(window) },
  };
}
