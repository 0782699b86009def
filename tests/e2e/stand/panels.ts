import type { GrafanaApi } from "../../../scripts/grafana/api";
import { filled } from "../../support/dashboards";

/** What one query of a panel answers. */
export interface Answer {
  panel: string;
  refId: string;
  /** Series with numbers. */
  series: { labels: Record<string, string>; values: number[] }[];
  /** Number of log lines. */
  lines: number;
  error?: string;
}

interface Target {
  refId: string;
  expr: string;
  queryType: string;
}

interface Field {
  type: string;
  labels?: Record<string, string>;
}

interface QueryAnswer {
  results: Record<
    string,
    { error?: string; frames?: { schema: { fields: Field[] }; data: { values: unknown[][] } }[] }
  >;
}

/** The queries of a dashboard as Grafana keeps them, by panel. */
export async function panelsOf(
  grafana: GrafanaApi,
  uid: string,
): Promise<{ title: string; targets: Target[] }[]> {
  const answer = await grafana.get<{
    dashboard: { panels: { title?: string; type: string; targets?: Target[] }[] };
  }>(`/api/dashboards/uid/${uid}`);
  if (!answer) throw new Error(`there is no dashboard ${uid}`);
  return answer.dashboard.panels
    .filter(({ type }) => type !== "text" && type !== "alertlist")
    .map(({ title = "", targets = [] }) => ({ title, targets }));
}

/**
 * Runs every query of a dashboard through Grafana, as its panels do, with all variables at their defaults.
 *
 * @param from start of the time range, in milliseconds
 * @param step seconds between two points of a graph, and what each of them covers
 */
export async function runPanels(
  grafana: GrafanaApi,
  uid: string,
  from: number,
  step = 60,
): Promise<Answer[]> {
  const found: Answer[] = [];
  const to = Date.now();
  for (const { title, targets } of await panelsOf(grafana, uid)) {
    for (const target of targets) {
      // $__auto and $__range are Grafana's to fill in.
      const expr = filled(target.expr.replace(/\$__/g, "\0")).replaceAll("\0", "$__");
      const { results } = await grafana.post<QueryAnswer>("/api/ds/query", {
        queries: [{ ...target, expr, intervalMs: step * 1000, maxDataPoints: 1000 }],
        from: String(from),
        to: String(to),
      });
      const result = results[target.refId];
      const answer: Answer = {
        panel: title,
        refId: target.refId,
        series: [],
        lines: 0,
        error: result?.error,
      };
      for (const { schema, data } of result?.frames ?? []) {
        schema.fields.forEach(({ type, labels = {} }, i) => {
          const values = (data.values[i] ?? []) as number[];
          if (type === "number") answer.series.push({ labels, values: values.filter(Number.isFinite) });
        });
        if (!schema.fields.some(({ type }) => type === "number")) answer.lines += data.values[0]?.length ?? 0;
      }
      found.push(answer);
    }
  }
  return found;
}
