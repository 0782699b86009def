import type * as pulumi from "@pulumi/pulumi";
import type * as grafana from "@pulumiverse/grafana";

import * as duration from "../../shared/duration";
import { uids } from "../../shared/naming";
import { explorePath } from "../dashboards/links";
import { runbookPath } from "../dashboards/runbooks";
import type { Rule } from "./rules";

/** Where a rule's notifications go; undefined: nowhere. */
export interface Routing {
  contactPoint: pulumi.Input<string>;
  /** Seconds before the first message, so that what breaks together arrives together. */
  groupWait: number;
  /** Seconds before a change of the same group is sent, such as "resolved". */
  groupInterval: number;
  /** Seconds before a firing alert is sent again. */
  repeatInterval: number;
  /** Names of mute timings: nothing is sent then. */
  muteTimings?: pulumi.Input<string>[];
}

/** Turns a rule into the provider's: A asks Loki, B takes each series' last value, C compares (works in Grafana 11 to 13). */
export function toProviderRule(
  rule: Rule,
  routing: Routing | undefined,
  rootUrl: string,
): grafana.types.input.alerting.RuleGroupRule {
  return {
    uid: rule.uid,
    name: rule.title,
    condition: "C",
    for: duration.format(rule.pendingPeriod),
    noDataState: rule.noDataState,
    execErrState: rule.execErrState,
    labels: { severity: rule.severity },
    annotations: {
      summary: rule.summary,
      description: rule.description,
      value: rule.value,
      first: rule.firstStep,
      explore_url: rootUrl + explore(rule),
      runbook_url: rootUrl + runbookPath(rule.runbook),
      __dashboardUid__: rule.dashboard.uid,
      __panelId__: String(rule.dashboard.panelId),
    },
    datas: [
      query("A", rule.window, uids.datasource, {
        refId: "A",
        expr: rule.expr,
        queryType: "instant",
        datasource: { type: "loki", uid: uids.datasource },
      }),
      query("B", 0, expression, {
        refId: "B",
        type: "reduce",
        expression: "A",
        reducer: "last",
        datasource: own,
      }),
      query("C", 0, expression, {
        refId: "C",
        type: "threshold",
        expression: "B",
        conditions: [
          {
            evaluator: { type: rule.condition.is === "above" ? "gt" : "lt", params: [rule.condition.value] },
          },
        ],
        datasource: own,
      }),
    ],
    notificationSettings: routing && {
      contactPoint: routing.contactPoint,
      groupBies: ["alertname", "grafana_folder", "host"],
      groupWait: duration.canonical(routing.groupWait),
      groupInterval: duration.canonical(routing.groupInterval),
      repeatInterval: duration.canonical(routing.repeatInterval),
      muteTimings: routing.muteTimings,
    },
  };
}

/** Address of the lines behind an alert, below Grafana's root; Grafana fills in the host. */
function explore(rule: Rule): string {
  const queries = [{ refId: "A", expr: rule.exploreQuery, queryType: "range" }];
  return explorePath(queries, "now-1h", "now").replace(/^\//, "");
}

/** Grafana's name for its own expressions. */
const expression = "__expr__";
const own = { type: expression, uid: expression };

function query(
  refId: string,
  window: number,
  datasourceUid: string,
  model: Record<string, unknown> & { queryType?: string },
): grafana.types.input.alerting.RuleGroupRuleData {
  return {
    refId,
    datasourceUid,
    // Grafana copies it from the model; left out here it would differ at every `up` (docs/decisions/contact-points-by-name.md).
    queryType: model.queryType ?? "",
    relativeTimeRange: { from: window, to: 0 },
    model: JSON.stringify(model),
  };
}
