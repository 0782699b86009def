import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { ollamaJobs, queries, type Side, webuiJobs } from "../logql";
import * as links from "./links";
import * as style from "./style";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** Web UI on the left, Ollama on the right, the same panels: the side at fault is the one that differs. */
export function requests(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.requests, context.texts.dashboards.requests, [
      ...style.column(0, side(context, "webui")),
      ...style.column(12, side(context, "ollama")),
    ])
    .withVariable(variables.hosts(context));
}

/** Requests slower than this are listed, in seconds: nobody reads that slowly. */
const slow = 30;

/** Panel ids: alert rules link to them. The right side's are ten more. */
export const panelIds = { status: 1, latency: 2, paths: 3, errors: 4, slow: 5 } as const;

function side(context: style.DashboardContext, name: Exclude<Side, "servers">) {
  const { texts } = context;
  const t = texts.requests;
  const id = (panel: number) => (name === "ollama" ? panel + 10 : panel);
  const titled = (panel: style.PanelTexts) => ({
    ...panel,
    title: `${texts.sides[name]}${texts.sides.colon}${panel.title}`,
  });
  const short = { w: 12, h: 7 };
  const tall = { w: 12, h: 8 };

  const latency = style.timeSeries(context, id(panelIds.latency), short, titled(t.latency)).unit("s");
  for (const [refId, quantile] of Object.entries({ A: 0.5, B: 0.9, C: 0.99 })) {
    latency.withTarget(
      style.rangeQuery(`max(${logql.latency(name, quantile, "$__auto")})`, refId, `P${quantile * 100}`),
    );
  }
  const errors = style.logs(id(panelIds.errors), tall, titled(t.errors));
  style.targets(logql.errorLines(name), style.rangeQuery).forEach((target) => errors.withTarget(target));
  const slowest = style.logs(id(panelIds.slow), tall, titled(t.slow[name]));
  style
    .targets(logql.slowRequests(name, slow), style.rangeQuery)
    .forEach((target) => slowest.withTarget(target));

  return [
    style
      .bars(context, id(panelIds.status), short, titled(t.status[name]))
      .unit("reqps")
      .decimals(2)
      .overrides([
        style.colorOverride("2xx", style.colors.good),
        style.colorOverride("3xx", style.colors.calm),
        style.colorOverride("4xx", style.colors.warn),
        style.colorOverride("5xx", style.colors.bad),
      ])
      .dataLinks([links.toDashboard(texts, "logs", { source: name === "ollama" ? ollamaJobs : webuiJobs })])
      .withTarget(style.rangeQuery(logql.statusRate(name, "$__auto"), "A", "{{class}}")),
    latency,
    paths(context, name, id(panelIds.paths), tall, titled(t.paths)),
    errors,
    slowest,
  ];
}

function paths(
  { texts }: style.DashboardContext,
  name: Exclude<Side, "servers">,
  id: number,
  size: style.Size,
  title: style.PanelTexts,
) {
  const t = texts.requests.columns;
  return style
    .table(id, size, title)
    .minWidth(60)
    .withTarget(style.instantQuery(logql.pathCount(name), "A"))
    .withTarget(style.instantQuery(logql.pathCount(name, 4), "B"))
    .withTarget(style.instantQuery(logql.pathCount(name, 5), "C"))
    .withTarget(style.instantQuery(logql.pathLatency(name), "D"))
    .transformations([
      ...style.asRows("path"),
      { id: "sortBy", options: { sort: [{ field: "Value #D", desc: true }] } },
    ])
    .overrides([
      style.override("path", t.path, { "custom.minWidth": 160 }),
      style.override("Value #A", t.requests, { decimals: 0, "custom.width": 84 }),
      style.override("Value #B", "4xx", { decimals: 0, "custom.width": 60 }),
      style.override("Value #C", "5xx", { decimals: 0, "custom.width": 60 }),
      style.override("Value #D", "P95", { unit: "s", "custom.width": 84 }),
    ]);
}
