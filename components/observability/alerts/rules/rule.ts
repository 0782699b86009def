import type { Messages } from "../../messages";
import type { uids } from "../../../shared/naming";
import type { Thresholds } from "../../../config/thresholds";
import type { Severity } from "../../../shared/severities";

/** What an alert rule is, as data. Pure; rule-group.ts turns it into what Grafana's provider wants. */

/** What Grafana does when a query returns nothing, or fails. */
export type NoData = "OK" | "KeepLast" | "Alerting";

/** Each 10 seconds, each minute, each 5 minutes. */
export type Pace = "fast" | "slow" | "daily";

export type RuleKey = keyof typeof uids.rules;

/** A rule without its words. */
export interface RuleSpec {
  key: RuleKey;
  /** LogQL that returns a number per series. */
  expr: string;
  /** Time range of the query in seconds: at least the longest window inside `expr`. */
  window: number;
  /** The alert condition on each series. */
  condition: { is: "above" | "below"; value: number };
  /** Seconds the condition has to hold. */
  pendingFor: number;
  severity: Severity;
  /** Silence is a signal of its own: each rule says what it means. */
  noData: NoData;
  error: NoData;
  /** A graph, for Grafana draws alerts on the panel a rule names. */
  dashboard: { uid: string; panelId: number };
  /** The lines to look at first, in Explore. */
  lines: string;
  /** The series name no host. */
  hostless?: boolean;
  /** How often Loki is asked. What looks back further is asked less often, or it would keep Loki busy. */
  pace: Pace;
  /** What stands for `{name}` in the rule's texts. */
  places?: Record<string, string | number>;
}

export interface Rule extends Omit<RuleSpec, "key" | "places"> {
  uid: string;
  title: string;
  summary: string;
  description: string;
  /** The value that fired against its threshold. */
  value: string;
  /** What to look at first. */
  first: string;
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
