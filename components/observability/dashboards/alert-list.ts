import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { anywhere, type PanelTexts, type Size } from "./style";

/** Grafana's own list of alerts, all folders: the SDK has no builder for its options. */

const options = {
  alertInstanceLabelFilter: "",
  alertName: "",
  dashboardAlerts: false,
  groupBy: [],
  groupMode: "default",
  maxItems: 20,
  showInactiveAlerts: false,
  stateFilter: { firing: true, pending: false, noData: true, error: true, normal: false, recovering: true },
};

/** What fires, with since when. */
export function list(id: number, size: Size, texts: PanelTexts): sdk.PanelBuilder {
  return panel(id, size, texts).options({
    ...options,
    sortOrder: 3,
    viewMode: "list",
    showInstances: false,
  });
}

function panel(id: number, size: Size, texts: PanelTexts): sdk.PanelBuilder {
  return new sdk.PanelBuilder()
    .type("alertlist")
    .id(id)
    .title(texts.title)
    .description(texts.description)
    .gridPos(anywhere(size));
}
