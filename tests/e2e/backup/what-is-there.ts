import { grafanaNames } from "../../../components/shared/naming";
import type { GrafanaApi } from "../../../scripts/grafana/api";
import { putRule } from "../stand/alerts";
import { until } from "../stand/until";

const rule = "backup-rule";
const user = "backup-user";
const silences = "/api/alertmanager/grafana/api/v2/silences";

interface Rules {
  data: { groups: { rules: { name: string; state: string; alerts?: { activeAt: string }[] }[] }[] };
}

/** What people keep in Grafana, made by hand: a dashboard, a user, a silence, and an alert that fires. */
export async function makeThings(grafana: GrafanaApi): Promise<void> {
  await grafana.post("/api/dashboards/db", { dashboard: { uid: "by-hand", title: "By hand" } });
  await grafana.post("/api/admin/users", { login: user, password: "a-long-password-1", name: "Somebody" });
  const now = Date.now();
  await grafana.post(silences, {
    matchers: [{ name: "alertname", value: "Backup silence", isRegex: false, isEqual: true }],
    startsAt: new Date(now).toISOString(),
    endsAt: new Date(now + 86_400_000).toISOString(),
    createdBy: "somebody",
    comment: "while we move",
  });
  await putRule(grafana, {
    ...{ uid: rule, title: rule, contactPoint: grafanaNames.contactPoints.warning },
    query: { loki: 'sum(count_over_time({job="probe"}[10m]))' },
  });
  await until("the rule fires", async () => (await alertSince(grafana)) !== undefined, 90_000, 1000);
}

/** The same as Grafana tells it. */
export async function things(grafana: GrafanaApi) {
  const all = (await grafana.get<{ comment: string; status: { state: string } }[]>(silences)) ?? [];
  const board = await grafana.get<{ dashboard: { title: string } }>("/api/dashboards/uid/by-hand");
  const found = await grafana.get<{ name: string }>(`/api/users/lookup?loginOrEmail=${user}`);
  return {
    dashboard: board?.dashboard.title,
    user: found?.name,
    silences: all.map(({ comment, status }) => `${comment}: ${status.state}`),
    alertSince: await alertSince(grafana),
  };
}

/** Since when the alert fires; undefined while it does not. */
async function alertSince(grafana: GrafanaApi): Promise<string | undefined> {
  const answer = await grafana.get<Rules>("/api/prometheus/grafana/api/v1/rules");
  const rules = answer?.data.groups.flatMap((group) => group.rules) ?? [];
  const found = rules.find(({ name }) => name === rule);
  return found?.state === "firing" ? found.alerts?.[0]?.activeAt : undefined;
}
