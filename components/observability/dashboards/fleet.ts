import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { allHosts, queries, unlessOnHost } from "../logql";
import * as style from "./style";

const logql = queries(allHosts);

/** One row a host, for a server that agents push to; a host that went silent is red. */
export function fleet(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.fleet, context.texts.dashboards.fleet)
    .time({ from: "now-3h", to: "now" })
    .refresh("1m")
    .withPanel(table(context))
    .withPanel(history(context));
}

/** Panel ids: alert rules link to them. */
export const panelIds = { hosts: 1, history: 2 } as const;

/** The answer for a host that is known but says nothing now. */
const silent = -1;

function table(context: style.DashboardContext) {
  const { texts, freshness } = context;
  const t = texts.fleet;
  const known = logql.knownHosts("$__range");
  // A host that reports nothing has no value of its own: it gets one from the list of hosts of the time range. One that
  // reports, but not on this target, does not probe it.
  const silentHosts = unlessOnHost(known, logql.heartbeats(freshness));
  const orSilent = (expr: string) => `${expr} or on (host) ((${silentHosts}) * 0 - ${-silent})`;
  const state = style.valueMapping({
    "1": { text: texts.state.up, color: style.colors.good },
    "0": { text: texts.state.down, color: style.colors.bad },
    [String(silent)]: { text: t.silent, color: style.colors.bad },
  });
  const coloured = { mappings: [state], "custom.cellOptions": { type: "color-background", mode: "basic" } };
  // Of those beside Ollama; no such column where there is none.
  const worstServer = `min by (host) (${logql.serverState(freshness)})`;
  return style
    .table(panelIds.hosts, { w: 24, h: 10 }, t.hosts)
    .minWidth(60)
    .withTarget(style.instantQuery(orSilent(logql.lastProbe("ollama", freshness)), "A"))
    .withTarget(style.instantQuery(orSilent(logql.lastProbe("webui", freshness)), "B"))
    .withTarget(style.instantQuery(logql.modelsLoaded(freshness), "C"))
    .withTarget(style.instantQuery(`avg by (host) (${logql.timing("tokens_per_second", "$__range")})`, "D"))
    .withTarget(style.instantQuery(logql.requestCount("webui", "$__range"), "E"))
    .withTarget(style.instantQuery(logql.requestCount("webui", "$__range", 5), "F"))
    .withTarget(style.instantQuery(logql.userLatency(0.95, "$__range"), "G"))
    .withTarget(style.instantQuery(logql.availability("ollama", "$__range"), "H"))
    .withTarget(style.instantQuery(worstServer, "I"))
    .transformations(style.asRows("host"))
    .overrides([
      style.override("host", t.columns.host, {
        links: [
          {
            title: texts.dashboards.overview.title,
            url: `/d/${uids.dashboards.overview}?var-host=\${__value.raw}&\${__url_time_range}`,
          },
        ],
      }),
      style.override("Value #A", "Ollama", coloured),
      style.override("Value #B", "DeepChat", coloured),
      style.override("Value #I", t.columns.servers, coloured),
      style.override("Value #C", t.columns.models),
      style.override("Value #D", t.columns.speed, { decimals: 1 }),
      style.override("Value #E", t.columns.requests),
      style.override("Value #F", t.columns.errors),
      style.override("Value #G", t.columns.latency, { unit: "s", decimals: 1 }),
      style.override("Value #H", t.columns.availability, {
        ...{ unit: "percentunit", decimals: 2, "custom.width": 140 },
      }),
    ]);
}

function history(context: style.DashboardContext) {
  return style
    .timeSeries(context, panelIds.history, { w: 24, h: 8 }, context.texts.fleet.history)
    .unit("percentunit")
    .max(1)
    .withTarget(style.rangeQuery(logql.availability("ollama", "$__auto"), "A", "Ollama {{host}}"))
    .withTarget(style.rangeQuery(logql.serverAvailability("$__auto"), "B", "{{server}} {{host}}"));
}
