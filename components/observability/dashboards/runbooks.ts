import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder, TextMode } from "@grafana/grafana-foundation-sdk/text";

import { uids } from "../../shared/naming";
import * as style from "./style";

/** The runbooks as a dashboard: a link in a notification must open on a host without internet, too. */
export function runbooks(context: style.DashboardContext): sdk.DashboardBuilder {
  const dashboard = style.dashboard(uids.dashboards.runbooks, context.texts.dashboards.runbooks).refresh("");
  Object.values(uids.rules).forEach((rule, index) => {
    dashboard.withPanel(
      new PanelBuilder()
        .id(index + 1)
        .gridPos(style.anywhere({ w: 24, h: 12 }))
        .mode(TextMode.Markdown)
        .content(linked(context.runbook(rule), context.texts.links)),
    );
  });
  return dashboard;
}

/**
 * A runbook whose words for dashboards lead there: `dashboard Machine`, `Models, …`, `“机器”仪表盘`. In the repository, where
 * they are read too, there is no Grafana to link to.
 *
 * @param names of dashboards, by their keys
 */
export function linked(text: string, names: Record<string, string>): string {
  return Object.entries(uids.dashboards).reduce((so, [key, uid]) => {
    const name = names[key] ?? key;
    const word = new RegExp(`(?<=[Dd]ashboard )${name}\\b|\\b${name}(?=[,:.])|“${name}”(?=仪表盘)`, "g");
    // Below Grafana's root, wherever that is.
    return so.replace(word, (found) => `[${found}](d/${uid})`);
  }, text);
}

/** Address of one rule's runbook, below Grafana's root URL. */
export function runbookPath(rule: string): string {
  const panel = Object.values<string>(uids.rules).indexOf(rule) + 1;
  return `d/${uids.dashboards.runbooks}?viewPanel=panel-${panel}`;
}
