import type { Dashboard, Panel } from "@grafana/grafana-foundation-sdk/dashboard";

import { allHosts } from "../logql";
import { annotations } from "./annotations";
import { fleet } from "./fleet";
import * as links from "./links";
import { logs } from "./logs";
import { machine } from "./machine";
import { models } from "./models";
import { monitoring } from "./monitoring";
import { overview } from "./overview";
import { requests } from "./requests";
import { runbooks } from "./runbooks";
import type { DashboardContext } from "./style";
import { usage } from "./usage";
import { chosenHosts } from "./variables";

export type { DashboardContext };

/** All dashboards of a stack, built: for the chosen hosts, with ways to the other dashboards and to Explore. */
export function dashboards(context: DashboardContext): Dashboard[] {
  return [overview, requests, models, machine, usage, logs, monitoring, fleet, runbooks].map((make) => {
    const dashboard = make(context).build();
    const perHost = dashboard.templating?.list?.some(({ name }) => name === "host");
    const events = annotations(context.texts, perHost ? chosenHosts : allHosts);
    dashboard.annotations = { list: events.map((event) => event.build()) };
    const others = links.siblings(context.texts, dashboard.uid ?? "").map((link) => link.build());
    dashboard.links = [...(dashboard.links ?? []), ...others];
    // The SDK hides links in a menu; these are to be seen.
    for (const link of dashboard.links) delete link.placement;
    for (const panel of (dashboard.panels ?? []) as Panel[]) addExploreLink(panel, context);
    return dashboard;
  });
}

interface LokiTarget {
  refId: string;
  expr: string;
  queryType: string;
}

/** What every panel with queries gets: a link to go on from in Explore. */
function addExploreLink(panel: Panel, { texts }: DashboardContext): void {
  const targets = (panel.targets ?? []) as unknown as LokiTarget[];
  // A stat has no room for it beside its title, and leads somewhere already.
  if (targets.length === 0 || panel.type === "stat") return;
  const queries = targets.map(({ refId, expr, queryType }) => ({ refId, expr, queryType }));
  panel.links = [...(panel.links ?? []), links.toExplore(texts, queries).build()];
}
