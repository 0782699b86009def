import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { dashboards } from "../../components/observability/dashboards";
import { messages } from "../../components/observability/messages";

/** A query of a panel as it stands in a dashboard's JSON. */
export interface Target {
  refId: string;
  expr: string;
  queryType: string;
  datasource: { type: string; uid: string };
}

/** All dashboards of a stack with default settings. */
export function build(language: "en" | "zh", modelServers = false): Dashboard[] {
  return dashboards({
    texts: messages[language],
    freshness: 45,
    step: 30,
    watchFreshness: 180,
    retentionDays: 14,
    errorThreshold: 10,
    errorWindow: 300,
    modelServers,
    runbook: (rule) => `# ${rule}`,
  });
}

export const panels = (dashboard: Dashboard) => (dashboard.panels ?? []) as Panel[];

export const targets = (dashboard: Dashboard) =>
  panels(dashboard).flatMap((panel) => (panel.targets ?? []) as unknown as Target[]);

/** An expression as Grafana sends it, with every variable at its default, for such a step and range. */
export function filled(expr: string, step = "1m", range = "5m"): string {
  return expr
    .replaceAll("$__auto", step)
    .replaceAll("$__range", range)
    .replace(/\$\{\w+:(?:regex|raw)\}/g, "")
    .replaceAll("$request", "no such id")
    .replaceAll("$details", "none")
    .replace(/\$\w+/g, ".+");
}
