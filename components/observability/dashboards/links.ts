import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import type { Messages } from "../messages";

/** Links: from a stat to a dashboard, from a panel to Explore, from dashboard to dashboard. Pure. */

export type DashboardKey = keyof typeof uids.dashboards;

/** What a query of a panel carries. */
interface Query {
  refId: string;
  expr: string;
  queryType: string;
}

/** A click on a value opens another dashboard of ours, same time range, same host. */
export function toDashboard(
  texts: Messages,
  key: DashboardKey,
  variables: Record<string, string | readonly string[]> = {},
): sdk.DashboardLinkBuilder {
  const set = Object.entries(variables).flatMap(([name, values]) =>
    [values].flat().map((value) => `&var-${name}=${encodeURIComponent(value)}`),
  );
  const host = "host" in variables ? "" : "&${host:queryparam}";
  return link(
    texts.dashboards[key].title,
    `/d/${uids.dashboards[key]}?\${__url_time_range}${host}${set.join("")}`,
  );
}

/** A click opens Grafana's own list of what fires. */
export function toAlerts(texts: Messages): sdk.DashboardLinkBuilder {
  return link(texts.links.alerts, "/alerting/list?search=state:firing");
}

/** The panel's own queries in Explore, same time range, to go on from there. */
export function toExplore(texts: Messages, queries: Query[]): sdk.DashboardLinkBuilder {
  return link(texts.links.explore, explorePath(queries)).targetBlank(true);
}

/** One search in Explore. */
export function searchLink(title: string, expr: string): sdk.DashboardLinkBuilder {
  return link(title, explorePath([{ refId: "A", expr, queryType: "range" }]));
}

/** The row of links at the top of a dashboard: all the others, in the order one needs them. */
export function siblings(texts: Messages, current: string): sdk.DashboardLinkBuilder[] {
  return (Object.keys(uids.dashboards) as DashboardKey[])
    .filter((key) => uids.dashboards[key] !== current)
    .map((key) => link(texts.links[key], `/d/${uids.dashboards[key]}`).keepTime(true).includeVars(true));
}

/** A request's id in a log line becomes a link to all lines with it. */
export function requestField(texts: Messages) {
  return {
    name: "request_id",
    matcherRegex: String.raw`(?:request|trace|req|correlation)[_-]?id"?[=:]\s*"?([\w.-]{6,})`,
    url: `/d/${uids.dashboards.logs}?var-request=\${__value.raw}&\${__url_time_range}`,
    urlDisplayLabel: texts.links.request,
  };
}

/** How Grafana has to write a variable's value into an address: Explore has no variables. */
const addressFormats: Record<string, string> = {
  host: "pipe",
  source: "pipe",
  level: "pipe",
  details: "pipe",
  search: "percentencode",
  quick: "percentencode",
  request: "percentencode",
};

/** What Grafana fills in: a label of an alert, a variable with or without a format. Other templates are LogQL's own. */
const placeholder = /(\{\{ \$labels\.\w+ \}\}|\$(?:\{\w+(?::\w+)?\}|\w+))/;

/** Text as part of an address, with the placeholders in it left for Grafana to fill in. */
function encode(text: string): string {
  const parts = text.split(placeholder);
  return parts.map((part, i) => (i % 2 === 0 ? encodeURIComponent(part) : inAddress(part))).join("");
}

function inAddress(part: string): string {
  if (part.startsWith("{{") || part === "${__from}" || part === "${__to}") return part;
  const name = /\w+/.exec(part)?.[0] ?? "";
  const format = addressFormats[name];
  // Others mean the same in Explore, such as $__auto.
  return format ? `\${${name}:${format}}` : encodeURIComponent(part);
}

/** Address of Explore with queries filled in, below Grafana's root; a dashboard fills in its time range and hosts. */
export function explorePath(queries: Query[], from = "${__from}", to = "${__to}"): string {
  const datasource = { type: "loki", uid: uids.datasource };
  const panes = {
    a: {
      datasource: uids.datasource,
      queries: queries.map((query) => ({ ...query, datasource })),
      range: { from, to },
    },
  };
  return `/explore?schemaVersion=1&orgId=1&panes=${encode(JSON.stringify(panes))}`;
}

function link(title: string, url: string): sdk.DashboardLinkBuilder {
  return new sdk.DashboardLinkBuilder(title).type(sdk.DashboardLinkType.Link).url(url);
}
