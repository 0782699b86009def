import type { Thresholds } from "../../../config/thresholds";
import type { uids } from "../../../shared/naming";
import type { Severity } from "../../../shared/severities";
import type { Messages } from "../../messages";

/** What an alert rule is, as data. Pure; rule-group.ts turns it into what Grafana's provider wants. */

/** What Grafana does when a query returns nothing, or fails. */
export type SilentState = "OK" | "KeepLast" | "Alerting";

/** How often Grafana asks Loki. */
export type EvaluationInterval = "10s" | "1m" | "5m";

export type RuleKey = keyof typeof uids.rules;

/** A rule without its texts. */
export interface RuleSpec {
  key: RuleKey;
  /** The configuration keys that set its threshold or window. */
  keys?: readonly (keyof Thresholds)[];
  /** LogQL that returns a number per series. */
  expr: string;
  /** Time range of the query in seconds: at least the longest window inside `expr`. */
  window: number;
  /** The alert condition on each series. */
  condition: { is: "above" | "below"; value: number };
  /** Seconds the condition has to hold before the alert fires. */
  pendingPeriod: number;
  severity: Severity;
  /** Silence is a signal of its own: each rule says what it means. */
  noDataState: SilentState;
  execErrState: SilentState;
  /** A graph, for Grafana draws alerts on the panel a rule names. */
  dashboard: { uid: string; panelId: number };
  /** The lines to look at first, for Explore: those of the alert's host. */
  exploreQuery: string;
  /** How often Loki is asked. What looks back further is asked less often, or it would keep Loki busy. */
  evaluationInterval: EvaluationInterval;
  /** What stands for `{name}` in the rule's texts. */
  params?: Record<string, string | number>;
}

export interface Rule extends Omit<RuleSpec, "key" | "keys" | "params"> {
  uid: string;
  title: string;
  summary: string;
  description: string;
  /** The value that fired against its threshold. */
  value: string;
  /** What to look at, or to do, first. */
  firstStep: string;
  /** File name below docs/runbooks, without language. */
  runbook: string;
}

export interface RuleSettings {
  texts: Messages;
  thresholds: Thresholds;
  /** Seconds between two rounds of the probe. */
  probeInterval: number;
  /** Seconds between two canaries, and how long one may take; undefined: no canary. */
  canary?: { interval: number; timeout: number };
  /** How old the probe's figures about Loki may be, in seconds. */
  watchFreshness: number;
}
