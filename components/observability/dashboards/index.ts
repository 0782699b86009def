import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import * as logql from "../logql";
import { annotations } from "./annotations";
import { fleet } from "./fleet";
import * as links from "./links";
import { logs } from "./logs";
import { models } from "./models";
import { overview } from "./overview";
import { requests } from "./requests";
import { runbooks } from "./runbooks";
import { monitoring } from "./monitoring";
import type { DashboardContext } from "./style";

export type { DashboardContext };

/** All dashboards of a stack, built: for the chosen hosts, with ways to the other dashboards and to Explore. */
export function dashboards(context: DashboardContext): Dashboard[] {
  return [overview, requests, models, logs, monitoring, fleet, runbooks].map((make) => {
    const dashboard = make(context).annotations(annotations(context.texts)).build();
    const others = links.siblings(context.texts, dashboard.uid ?? "").map((link) => link.build());
    dashboard.links = [...(dashboard.links ?? []), ...others];
    // The SDK hides links in a menu; these are to be seen.
    for (const link of dashboard.links) delete link.placement;
    const perHost = dashboard.templating?.list?.some(({ name }) => name === "host");
    if (perHost)
      for (const each of (dashboard.annotations?.list ?? []) as { expr?: string }[])
        if (each.expr) each.expr = logql.forHosts(each.expr, "host");
    for (const panel of (dashboard.panels ?? []) as Panel[]) complete(panel, context, perHost ?? false);
    return dashboard;
  });
}

interface LokiTarget {
  refId: string;
  expr: string;
  queryType: string;
}

/** What every panel with queries gets: its hosts, and a link to go on from in Explore. */
function complete(panel: Panel, { texts }: DashboardContext, perHost: boolean): void {
  const targets = (panel.targets ?? []) as unknown as LokiTarget[];
  if (targets.length === 0) return;
  if (perHost) for (const target of targets) target.expr = logql.forHosts(target.expr, "host");
  // A tile has no room for it beside its title, and leads somewhere already.
  if (panel.type === "stat") return;
  const queries = targets.map(({ refId, expr, queryType }) => ({ refId, expr, queryType }));
  panel.links = [...(panel.links ?? []), links.toExplore(texts, queries).build()];
}
