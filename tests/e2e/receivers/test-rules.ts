import { grafanaNames } from "../../../components/shared/naming";
import type { TestRule } from "../stand/alerts";

const { critical } = grafanaNames.contactPoints;

/**
 * Grafana takes up to a minute to learn of new grouping settings. An alert that fires before goes a preliminary way, and
 * nobody hears when it is over: this rule goes ahead of the others, which have the same settings.
 */
export const pathfinder: TestRule = {
  ...{ uid: "pathfinder", title: "Pathfinder", contactPoint: critical },
  query: { loki: `absent_over_time({job="nobody"}[1m])` },
};

/** Rules that fire, fire for many hosts, have no data, and cannot be checked, with texts of a language. */
export function testRules(language: string): TestRule[] {
  const uid = (name: string) => `${name}-${language}`;
  const host = { host: "gpu-1" };
  const annotations = {
    summary:
      language === "en"
        ? "Ollama on gpu-1 is down: chats cannot work"
        : "gpu-1 上的 Ollama 已宕机，对话无法进行",
    description: "No <answer> & no probe: `a|b` for 2m.",
    value: "0, threshold 1",
    first: "systemctl status ollama",
    runbook_url: "http://localhost:3000/d/deepchat-runbooks?viewPanel=1",
    explore_url: "http://localhost:3000/explore?panes=(x)",
    __dashboardUid__: "deepchat-overview",
    __panelId__: "2",
  };
  return [
    {
      uid: uid("down"),
      title: `Down ${language}`,
      contactPoint: critical,
      // Broken until a line says that it is repaired.
      query: { loki: `absent_over_time({job="e2e-repaired-${language}"}[10m])` },
      labels: host,
      annotations,
    },
    {
      ...{ uid: uid("many"), title: `Many ${language}`, contactPoint: critical },
      query: { loki: `sum by (host) (count_over_time({job="e2e-many"}[10m]))` },
      annotations: { ...annotations, summary: `{{ $labels.host }}: ${annotations.summary}` },
    },
    {
      ...{ uid: uid("nodata"), title: `Quiet ${language}`, contactPoint: critical, noData: "NoData" },
      ...{ query: { loki: `sum(count_over_time({job="nobody"}[1m]))` }, labels: host, annotations },
    },
    {
      uid: uid("error"),
      title: `Broken ${language}`,
      contactPoint: critical,
      query: { loki: "{" },
      labels: host,
      annotations,
    },
  ];
}

/** What tells a form's message: the rule's title, and all forty where Grafana may send a part of them first. */
export function formsOf(language: string) {
  return {
    ...{ firing: `Down ${language}`, many: `Many ${language} · gpu-01 (40)` },
    ...{ nodata: `Quiet ${language}`, error: `Broken ${language}` },
  };
}
