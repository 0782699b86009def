import * as duration from "../duration";
import { panelIds } from "../dashboards/overview";
import * as logql from "../logql";
import { fill, type Messages } from "../messages";
import { uids } from "../naming";

/** Alert rules as data. Pure; rule-group.ts turns them into what Grafana's provider wants. */

export type Severity = "critical" | "warning";

/** What Grafana does when a query returns nothing, or fails. */
export type NoData = "OK" | "KeepLast" | "Alerting";

export interface Rule {
  uid: string;
  title: string;
  /** LogQL that returns a number per series. */
  expr: string;
  /** Time range of the query in seconds: at least the window inside `expr`. */
  window: number;
  /** The alert condition on each series. */
  condition: { is: "above" | "below"; value: number };
  /** Seconds the condition has to hold. */
  pendingFor: number;
  severity: Severity;
  /** Silence is a signal of its own: each rule says what it means. */
  noData: NoData;
  error: NoData;
  summary: string;
  description: string;
  /** File name below docs/runbooks, without language. */
  runbook: string;
  dashboard: { uid: string; panelId: number };
}

export interface RuleSettings {
  texts: Messages;
  /** Seconds without an answer until Ollama counts as down. */
  ollamaDownAfter: number;
  /** More 5xx than this within errorWindow (seconds) fire. */
  errorThreshold: number;
  errorWindow: number;
  /** Seconds without a line of the probe until the monitoring counts as blind. */
  blindAfter: number;
}

/** All rules of a stack. */
export function rules(settings: RuleSettings): Rule[] {
  const t = settings.texts.rules;
  // Half of the time no probe gets an answer at all, then it has to stay so for the other half: one lost probe is not an
  // outage, and an Ollama that has been down since before the stack was started is reported all the same.
  const downWindow = Math.floor(settings.ollamaDownAfter / 2);
  const overviewPanel = (panelId: number) => ({ uid: uids.dashboards.overview, panelId });
  return [
    {
      uid: uids.rules.ollamaDown,
      title: t.ollamaDown.title,
      expr: logql.probedUp("ollama", downWindow),
      window: downWindow,
      condition: { is: "below", value: 1 },
      pendingFor: settings.ollamaDownAfter - downWindow,
      severity: "critical",
      // No word about Ollama is not "down": another rule tells that the monitoring is blind.
      noData: "KeepLast",
      error: "KeepLast",
      summary: t.ollamaDown.summary,
      description: fill(t.ollamaDown.description, { window: duration.format(settings.ollamaDownAfter) }),
      runbook: uids.rules.ollamaDown,
      dashboard: overviewPanel(panelIds.ollama),
    },
    {
      uid: uids.rules.webuiErrors,
      title: t.webuiErrors.title,
      expr: logql.requestCount("webui", settings.errorWindow, 5),
      window: settings.errorWindow,
      condition: { is: "above", value: settings.errorThreshold },
      pendingFor: 0,
      severity: "critical",
      // No error line, no series: all is well.
      noData: "OK",
      error: "KeepLast",
      summary: t.webuiErrors.summary,
      description: fill(t.webuiErrors.description, {
        window: duration.format(settings.errorWindow),
        threshold: settings.errorThreshold,
      }),
      runbook: uids.rules.webuiErrors,
      dashboard: overviewPanel(panelIds.errors),
    },
    {
      uid: uids.rules.blind,
      title: t.blind.title,
      expr: logql.probeAbsent(settings.blindAfter),
      window: settings.blindAfter,
      condition: { is: "above", value: 0 },
      // A deploy of this very stack replaces containers: give them time.
      pendingFor: 60,
      severity: "critical",
      // absent_over_time returns nothing while lines arrive.
      noData: "OK",
      // Loki itself cannot be asked: that is blind, too.
      error: "Alerting",
      summary: t.blind.summary,
      description: fill(t.blind.description, { window: duration.format(settings.blindAfter) }),
      runbook: uids.rules.blind,
      dashboard: overviewPanel(panelIds.collector),
    },
  ];
}
