import * as duration from "../../../shared/duration";
import { uids } from "../../../shared/naming";
import * as fleet from "../../dashboards/fleet";
import * as models from "../../dashboards/models";
import * as requests from "../../dashboards/requests";
import { andOnHost, orOnHost, unlessOnHost } from "../../logql";
import type { RuleSettings, RuleSpec } from "./rule";
import { day, fewestRequests, linesOnHost, logql, probeWindow, unlessOllamaDown } from "./shared";

/** Who does not answer. */
export function liveness(settings: RuleSettings): RuleSpec[] {
  const { ollamaDownAfter, webuiDownAfter } = settings.thresholds;
  return [
    {
      key: "ollamaDown",
      keys: ["ollamaDownAfter"],
      ...down("ollama", ollamaDownAfter, settings),
      dashboard: { uid: uids.dashboards.fleet, panelId: fleet.panelIds.history },
      exploreQuery: linesOnHost.ollamaLines(),
    },
    {
      key: "webuiDown",
      keys: ["webuiDownAfter"],
      ...down("webui", webuiDownAfter, settings),
      dashboard: { uid: uids.dashboards.requests, panelId: requests.panelIds.status },
      exploreQuery: linesOnHost.webuiLines(),
    },
    hang(settings),
  ];
}

/**
 * Half of the time no probe gets an answer at all, then it has to stay so for the other half: one lost probe is not an
 * outage, and a target that has been down since before the stack was started is reported all the same.
 */
function down(target: "ollama" | "webui", after: number, { probeInterval }: RuleSettings) {
  const window = probeWindow(after);
  const asked = Math.max(window, 4 * probeInterval);
  return {
    expr: logql.notDown(target, window, asked),
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

/** Fewer requests without an answer than this may be users who changed their minds. */
const fewest = fewestRequests.hang;
/** A request that took less did not hang: seconds. */
const hangDuration = 10;

/** Ollama answers the probe, but nobody gets text. */
function hang(settings: RuleSettings): RuleSpec {
  const { canary } = settings;
  // Two canaries: one alone may have met a busy model.
  const window = Math.max(
    settings.thresholds.hangAfter,
    canary ? 2 * canary.interval + canary.timeout + 30 : 0,
  );
  const ended = `${logql.generationRequests(window, hangDuration)} >= ${fewest}`;
  // An Ollama whose log never mentions answers (before 0.30) cannot be accused of giving none.
  const unanswered = andOnHost(ended, logql.generations(day));
  const suspect = canary ? orOnHost(logql.deadCanaries(window, 2), unanswered) : unanswered;
  return {
    key: "hang",
    keys: ["hangAfter"],
    expr: unlessOllamaDown(unlessOnHost(suspect, logql.generationSigns(window)), settings, window),
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
