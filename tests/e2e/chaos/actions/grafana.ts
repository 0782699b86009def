import { uids } from "../../../../components/shared/naming";
import type { GrafanaApi } from "../../../../scripts/grafana/api";
import type { Seeded } from "../../../support/seeded";
import type { Action } from "../action";

/** Somebody changes or removes our content in Grafana, past the lock that the page has. */
const changes: Record<string, (grafana: GrafanaApi, random: Seeded) => Promise<Response>> = {
  "change a rule": async (grafana, random) => {
    const uid = random.pick(Object.values(uids.rules));
    const rule = await grafana.get<Record<string, unknown>>(`${ruleAt}/${uid}`);
    if (!rule) return Response.error();
    const broken = { ...rule, title: `${String(rule.title)} (mine)`, isPaused: true, for: "59m" };
    return grafana.request("PUT", `${ruleAt}/${uid}`, broken, past);
  },
  "remove a rule": (grafana, random) =>
    grafana.request("DELETE", `${ruleAt}/${random.pick(Object.values(uids.rules))}`, undefined, past),
  "change the datasource": async (grafana) => {
    const at = `/api/datasources/uid/${uids.datasource}`;
    const source = await grafana.get<Record<string, unknown>>(at);
    return grafana.request("PUT", at, { ...source, url: "http://nowhere:3100" });
  },
  "remove the datasource": (grafana) => grafana.request("DELETE", `/api/datasources/uid/${uids.datasource}`),
  "remove a dashboard": (grafana, random) =>
    grafana.request("DELETE", `/api/dashboards/uid/${random.pick(Object.values(uids.dashboards))}`),
  "change a dashboard": async (grafana, random) => {
    const uid = random.pick(Object.values(uids.dashboards));
    const found = await grafana.get<{ dashboard: object; meta: { folderUid: string } }>(
      `/api/dashboards/uid/${uid}`,
    );
    const dashboard = { ...found?.dashboard, title: "Mine", panels: [] };
    return grafana.request("POST", "/api/dashboards/db", {
      ...{ dashboard, folderUid: found?.meta.folderUid, overwrite: true },
    });
  },
};
const ruleAt = "/api/v1/provisioning/alert-rules";
const past = { "x-disable-provenance": "true" };

export const inGrafana: Action[] = Object.entries(changes).map(([name, change]) => ({
  name,
  happens: async (on, random) => {
    // It may be down by another action: then nobody can change anything there.
    await change(await on.stand.grafana(), random).catch(() => undefined);
  },
}));
