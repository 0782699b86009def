import type { GrafanaApi } from "../../../scripts/grafana/api";

/** A rule of the tests' own that sends where ours send. */
export interface TestRule {
  uid: string;
  title: string;
  contactPoint: string;
  /** LogQL; the rule fires above 0. */
  query: { loki: string };
  noData?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

const folder = "e2e-rules";

/** Makes a rule that is evaluated every ten seconds. */
export async function putRule(grafana: GrafanaApi, rule: TestRule): Promise<void> {
  await grafana.request("POST", "/api/folders", { uid: folder, title: "e2e" });
  const expression = { type: "__expr__", uid: "__expr__" };
  const model = (refId: string, datasourceUid: string, rest: object, from = 0) => ({
    ...{ refId, datasourceUid, relativeTimeRange: { from, to: 0 } },
    model: { refId, ...rest },
  });
  const loki = { type: "loki", uid: "deepchat-loki" };
  const data = [
    model("A", loki.uid, { expr: rule.query.loki, queryType: "instant", datasource: loki }, 600),
    model("B", "__expr__", { type: "reduce", expression: "A", reducer: "last", datasource: expression }),
    model("C", "__expr__", { type: "math", expression: "$B > 0", datasource: expression }),
  ];
  const body = {
    ...{ uid: rule.uid, title: rule.title, ruleGroup: rule.uid, folderUID: folder, orgID: 1 },
    ...{ condition: "C", for: "0s", noDataState: rule.noData ?? "OK", execErrState: "Error", data },
    ...{ labels: rule.labels ?? {}, annotations: rule.annotations ?? {} },
    notification_settings: {
      ...{ receiver: rule.contactPoint, group_by: ["alertname", "grafana_folder", "rulename"] },
      ...{ group_wait: "8s", group_interval: "5s", repeat_interval: "4h" },
    },
  };
  const path = "/api/v1/provisioning/alert-rules";
  const made = await grafana.request("POST", path, body);
  if (!made.ok) throw new Error(`rule ${rule.uid}: ${made.status} ${await made.text()}`);
  // A new group looks once a minute.
  const group = `/api/v1/provisioning/folder/${folder}/rule-groups/${rule.uid}`;
  const current = await grafana.get<object>(group);
  const changed = await grafana.request("PUT", group, { ...current, interval: 10 });
  if (!changed.ok) throw new Error(`group of ${rule.uid}: ${changed.status} ${await changed.text()}`);
}

export async function removeRule(grafana: GrafanaApi, uid: string): Promise<void> {
  await grafana.request("DELETE", `/api/v1/provisioning/alert-rules/${uid}`);
}

/** Puts a line of each host into Loki, for rules that fire for many at once. */
export async function pushHosts(lokiPort: number, job: string, count: number): Promise<void> {
  const now = `${Date.now()}000000`;
  const host = (i: number) => `gpu-${String(i + 1).padStart(2, "0")}`;
  const streams = Array.from({ length: count }, (_, i) => ({
    stream: { job, host: host(i) },
    values: [[now, "broken"]],
  }));
  const response = await fetch(`http://127.0.0.1:${lokiPort}/loki/api/v1/push`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ streams }),
  });
  if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
}
