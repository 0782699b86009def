import { BigValueTextMode } from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { queries } from "../logql";
import * as alerts from "./alert-list";
import * as links from "./links";
import { machineTiles } from "./machine-tiles";
import { modelsTable } from "./models-table";
import * as style from "./style";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** Six views on one screen: health, the machine, requests and errors, latency, models, live log. */
export function overview(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.overview, context.texts.dashboards.overview, [
      ...stats(context),
      ...machineTiles(context, panelIds),
      ...traffic(context),
      ...models(context),
      liveLog(context),
    ])
    .withVariable(variables.hosts(context))
    .withVariable(variables.sources(context))
    .withVariable(variables.keyword(context));
}

/** Panel ids: alert rules link to them. */
export const panelIds = {
  webui: 1,
  ollama: 2,
  collector: 3,
  errors: 4,
  inFlight: 6,
  requests: 7,
  errorShare: 8,
  latency: 9,
  models: 10,
  speed: 11,
  alerts: 12,
  firing: 14,
  logs: 15,
  gpuFree: 16,
  gpuHeld: 17,
  gpuHottest: 18,
  hostMemory: 19,
} as const;

function stats(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.overview;
  const size = { w: 4, h: 3 };
  const state = style.valueMapping({
    "1": { text: texts.state.up, color: style.colors.good },
    "0": { text: texts.state.down, color: style.colors.bad },
    "-1": { text: texts.state.unknown, color: style.colors.warn },
  });
  const collecting = style.valueMapping({
    "1": { text: texts.state.collecting, color: style.colors.good },
    "0": { text: texts.state.notCollecting, color: style.colors.bad },
  });
  const servers = logql.serverState(context.freshness);
  const to = (key: links.DashboardKey) => [links.toDashboard(texts, key)];
  return [
    style
      .stat(panelIds.webui, size, t.webui)
      .mappings([state])
      .dataLinks(to("requests"))
      .withTarget(style.instantQuery(logql.probeState("webui", context.freshness), "A")),
    // Names only where there is more than Ollama.
    style
      .stat(panelIds.ollama, size, context.modelServers ? t.servers : t.ollama)
      .textMode(context.modelServers ? BigValueTextMode.ValueAndName : BigValueTextMode.Auto)
      .mappings([state])
      .dataLinks(to("models"))
      .withTarget(
        style
          .instantQuery(logql.probeState("ollama", context.freshness, `min(${servers})`), "A")
          .legendFormat("Ollama"),
      )
      .withTarget(style.instantQuery(`min by (server) (${servers})`, "B").legendFormat("{{server}}")),
    style
      .stat(panelIds.collector, size, t.collector)
      .mappings([collecting])
      .dataLinks(to("monitoring"))
      .withTarget(style.instantQuery(logql.collecting(context.freshness), "A")),
    style
      .stat(panelIds.alerts, size, t.alerts)
      .thresholds(style.thresholds(style.colors.good, [1, style.colors.bad]))
      .dataLinks([links.toAlerts(texts)])
      .withTarget(style.instantQuery(logql.alertsFiring(context.watchFreshness), "A")),
    style
      .stat(panelIds.errors, size, t.errors)
      .thresholds(
        style.thresholds(
          style.colors.good,
          [1, style.colors.warn],
          [context.errorThreshold + 1, style.colors.bad],
        ),
      )
      .dataLinks(to("requests"))
      .withTarget(
        style.instantQuery(
          logql.orZero(`sum(${logql.requestCount("webui", context.errorWindow, 5)})`, 60),
          "A",
        ),
      ),
    style
      .stat(panelIds.inFlight, size, t.inFlight)
      .decimals(1)
      .thresholds(style.thresholds(style.colors.calm))
      .dataLinks(to("models"))
      .withTarget(style.instantQuery(logql.requestsInFlight(60), "A")),
  ];
}

function traffic(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.overview;
  const latency = style
    .timeSeries(context, panelIds.latency, { w: 8, h: 7 }, t.latency)
    .unit("s")
    .dataLinks([links.toDashboard(texts, "requests")]);
  for (const [refId, quantile] of Object.entries({ A: 0.5, B: 0.9, C: 0.99 })) {
    latency.withTarget(
      style.rangeQuery(`max(${logql.userLatency(quantile, "$__auto")})`, refId, `P${quantile * 100}`),
    );
  }
  return [
    style
      .timeSeries(context, panelIds.requests, { w: 8, h: 7 }, t.requests)
      .unit("reqps")
      .dataLinks([links.toDashboard(texts, "requests")])
      .withTarget(style.rangeQuery(logql.requestRate("webui", "$__auto"), "A", texts.sides.webui))
      .withTarget(style.rangeQuery(logql.requestRate("ollama", "$__auto"), "B", texts.sides.ollama))
      // No series, and no zero, where there are none.
      .withTarget(style.rangeQuery(`sum(${logql.serverRequests("$__auto")})`, "C", texts.sides.servers)),
    style
      .timeSeries(context, panelIds.errorShare, { w: 8, h: 7 }, t.errorShare)
      .unit("percentunit")
      .axisSoftMax(0.05)
      .dataLinks([links.toDashboard(texts, "requests")])
      .withTarget(style.rangeQuery(logql.errorShare("webui", 4, "$__auto"), "A", `${texts.sides.webui} 4xx`))
      .withTarget(style.rangeQuery(logql.errorShare("webui", 5, "$__auto"), "B", `${texts.sides.webui} 5xx`))
      .withTarget(
        style.rangeQuery(logql.errorShare("ollama", 5, "$__auto"), "C", `${texts.sides.ollama} 5xx`),
      )
      .withTarget(
        style.rangeQuery(logql.errorShare("servers", 5, "$__auto"), "D", `${texts.sides.servers} 5xx`),
      )
      .overrides([
        style.colorOverride(`${texts.sides.webui} 4xx`, style.colors.warn),
        style.colorOverride(`${texts.sides.webui} 5xx`, style.colors.bad),
        style.colorOverride(`${texts.sides.ollama} 5xx`, "purple"),
        style.colorOverride(`${texts.sides.servers} 5xx`, "dark-orange"),
      ]),
    latency,
  ];
}

function models(context: style.DashboardContext) {
  const { texts } = context;
  return [
    alerts.list(panelIds.firing, { w: 6, h: 6 }, texts.overview.firing),
    modelsTable(context, panelIds.models, { w: 12, h: 6 }),
    style
      .timeSeries(context, panelIds.speed, { w: 6, h: 6 }, texts.overview.speed)
      .dataLinks([links.toDashboard(texts, "models")])
      .withTarget(style.rangeQuery(logql.timing("tokens_per_second", "$__auto"), "A", "{{host}}")),
  ];
}

function liveLog({ texts }: style.DashboardContext) {
  return style
    .logs(panelIds.logs, { w: 24, h: 12 }, texts.overview.logs)
    .withTarget(style.rangeQuery(logql.search("search", "source"), "A"));
}
