import type * as grafana from "@pulumiverse/grafana";

import * as duration from "../../shared/duration";
import { uids } from "../../shared/naming";

/**
 * A rule that always fires, for a dead man's switch elsewhere: when its messages stop, alerting here is dead. It asks
 * nobody, so that it stops for no other reason; that logs still arrive is another rule's business.
 */
export function watchdog(
  texts: { title: string; summary: string },
  contactPoint: string,
  interval: number,
): grafana.types.input.alerting.RuleGroupRule {
  const own = { type: "__expr__", uid: "__expr__" };
  return {
    uid: uids.watchdog,
    name: texts.title,
    condition: "A",
    for: "0s",
    noDataState: "Alerting",
    execErrState: "Alerting",
    // A severity of its own: a policy of the user's that catches critical ones must not catch this.
    labels: { severity: "none" },
    annotations: { summary: texts.summary },
    datas: [
      {
        refId: "A",
        datasourceUid: "__expr__",
        queryType: "",
        relativeTimeRange: { from: 0, to: 0 },
        model: JSON.stringify({ refId: "A", type: "math", expression: "1 == 1", datasource: own }),
      },
    ],
    notificationSettings: {
      contactPoint,
      groupBies: ["alertname", "grafana_folder"],
      groupWait: "1s",
      // Grafana looks at each group this often and sends when the interval is over: a heartbeat is late by no more.
      groupInterval: "10s",
      repeatInterval: duration.canonical(interval),
    },
  };
}
