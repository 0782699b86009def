import type { GrafanaApi } from "../../../scripts/support/grafana-api";

export interface Target {
  panel: string;
  refId: string;
  /** Numbers of all series, or the number of log lines. */
  values: number[];
  error?: string;
}

interface DashboardAnswer {
  dashboard: {
    panels: {
      id: number;
      title?: string;
      targets?: { refId: string; expr: string; queryType: string; datasource: object }[];
    }[];
  };
}

interface QueryAnswer {
  results: Record<
    string,
    { error?: string; frames?: { schema: { fields: { type: string }[] }; data: { values: unknown[][] } }[] }
  >;
}

/** Runs every query of a dashboard as its panels would, through Grafana, over the last minutes. */
export async function runPanels(grafana: GrafanaApi, uid: string, minutes = 5): Promise<Target[]> {
  const answer = await grafana.get<DashboardAnswer>(`/api/dashboards/uid/${uid}`);
  if (!answer) throw new Error(`there is no dashboard ${uid}`);
  const found: Target[] = [];
  for (const { title = "", targets = [] } of answer.dashboard.panels) {
    for (const target of targets) {
      const expr = target.expr.replace(/\$\{\w+:regex\}/g, "").replace("$source", ".+");
      const query = { ...target, expr, intervalMs: 15_000, maxDataPoints: 500 };
      const { results } = await grafana.post<QueryAnswer>("/api/ds/query", {
        queries: [query],
        from: `now-${minutes}m`,
        to: "now",
      });
      const result = results[target.refId];
      const values = (result?.frames ?? []).flatMap(({ schema, data }) =>
        schema.fields.flatMap(({ type }, i) =>
          type === "number"
            ? (data.values[i] as number[])
            : type === "string"
              ? (data.values[i] ?? []).map(() => 1)
              : [],
        ),
      );
      found.push({
        panel: title,
        refId: target.refId,
        values: values.filter((value) => value !== null),
        error: result?.error,
      });
    }
  }
  return found;
}
