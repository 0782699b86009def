import {
  BigValueColorMode,
  BigValueGraphMode,
  BigValueTextMode,
  GraphDrawStyle,
  LegendDisplayMode,
  LegendPlacement,
  LogsSortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import * as logsPanel from "@grafana/grafana-foundation-sdk/logs";
import * as loki from "@grafana/grafana-foundation-sdk/loki";
import * as statPanel from "@grafana/grafana-foundation-sdk/stat";
import * as tablePanel from "@grafana/grafana-foundation-sdk/table";
import * as timeSeriesPanel from "@grafana/grafana-foundation-sdk/timeseries";

import * as duration from "../../shared/duration";
import { uids } from "../../shared/naming";
import type { Messages } from "../messages";
import { colors, nothing } from "./fields";
import { anywhere, type Size } from "./layout";

export * from "./fields";
export * from "./layout";

/** The house style of panels, once. Every builder here takes the panel's id, size and texts. */

/** What a person reads at a panel. */
export interface PanelTexts {
  title: string;
  description: string;
}

/** What every dashboard of ours needs to know. */
export interface DashboardContext {
  texts: Messages;
  /** How old the probe's last line may be, in seconds. */
  freshness: number;
  /** Seconds that a point of a graph stands for at least: two rounds of the probe. */
  step: number;
  /** How old the figures of Loki and Grafana may be, in seconds: two rounds of the probe and their timeouts. */
  watchFreshness: number;
  /** Alert thresholds that panels draw. */
  errorThreshold: number;
  errorWindow: number;
  /** Whether this stack's probe asks model servers beside Ollama. */
  modelServers: boolean;
  /** Days that logs are kept; undefined with a Loki that is not ours. */
  retentionDays?: number;
  /** Text of a rule's runbook, as Markdown. */
  runbook: (rule: string) => string;
}

/** The datasource all panels use. */
export const datasource = { type: "loki", uid: uids.datasource };

/** A range query to Loki, over the panel's time range. */
export function rangeQuery(expr: string, refId: string, legend?: string): loki.DataqueryBuilder {
  const query = new loki.DataqueryBuilder().refId(refId).expr(expr).queryType("range").datasource(datasource);
  return legend ? query.legendFormat(legend) : query;
}

/** An instant query to Loki: one value, now. */
export function instantQuery(expr: string, refId: string): loki.DataqueryBuilder {
  return new loki.DataqueryBuilder().refId(refId).expr(expr).queryType("instant").datasource(datasource);
}

/** A stat panel: one big value. */
export function stat(id: number, size: Size, texts: PanelTexts): statPanel.PanelBuilder {
  return (
    withCommon(new statPanel.PanelBuilder(), id, size, texts)
      .colorMode(BigValueColorMode.BackgroundSolid)
      .graphMode(BigValueGraphMode.None)
      .textMode(BigValueTextMode.Value)
      // Else it had the colour of the first threshold: green, or red, where nobody knows.
      .mappings([nothing(colors.warn)])
      .noValue("-")
  );
}

/** A time series panel. A point stands for at least two rounds of the probe: less would be noise, or gaps. */
export function timeSeries(
  context: DashboardContext,
  id: number,
  size: Size,
  texts: PanelTexts,
): timeSeriesPanel.PanelBuilder {
  return withCommon(new timeSeriesPanel.PanelBuilder(), id, size, texts)
    .interval(duration.format(context.step))
    .min(0)
    .legend(
      new VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .calcs([]),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi))
    .lineWidth(2)
    .fillOpacity(10)
    .showPoints(VisibilityMode.Auto);
}

/** A time series panel of counts: bars, since nothing lies between two of them. */
export function bars(
  context: DashboardContext,
  id: number,
  size: Size,
  texts: PanelTexts,
): timeSeriesPanel.PanelBuilder {
  return timeSeries(context, id, size, texts)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .decimals(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
}

/** A time series panel of parts of a whole: areas, one upon the other. */
export function stacked(
  context: DashboardContext,
  id: number,
  size: Size,
  texts: PanelTexts,
): timeSeriesPanel.PanelBuilder {
  return timeSeries(context, id, size, texts)
    .fillOpacity(60)
    .lineWidth(1)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
}

/** A table panel. */
export function table(id: number, size: Size, texts: PanelTexts): tablePanel.PanelBuilder {
  return withCommon(new tablePanel.PanelBuilder(), id, size, texts);
}

/** A logs panel, newest line first. */
export function logs(id: number, size: Size, texts: PanelTexts): logsPanel.PanelBuilder {
  return withCommon(new logsPanel.PanelBuilder(), id, size, texts)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);
}

/** For log lines that are read from the beginning, such as one request's. */
export const oldestFirst = LogsSortOrder.Ascending;

/** Targets of one panel, with refIds A, B, …: one side's lines may stand in several streams. */
export function targets(
  exprs: readonly string[],
  make: (expr: string, refId: string) => loki.DataqueryBuilder,
): loki.DataqueryBuilder[] {
  return exprs.map((expr, index) => make(expr, String.fromCharCode(65 + index)));
}

/** A dashboard of the house: tagged, refreshed, last hour. */
export function dashboard(
  uid: string,
  texts: PanelTexts,
  panels: Parameters<sdk.DashboardBuilder["withPanel"]>[0][] = [],
): sdk.DashboardBuilder {
  const builder = new sdk.DashboardBuilder(texts.title)
    .uid(uid)
    .description(texts.description)
    .tags(["deepchat"])
    .time({ from: "now-1h", to: "now" })
    .refresh("30s")
    .timezone("browser")
    .editable();
  for (const panel of panels) builder.withPanel(panel);
  return builder;
}

interface CommonOptions {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(ref: { type: string; uid: string }): this;
  gridPos(gridPos: sdk.GridPos): this;
}

function withCommon<T extends CommonOptions>(panel: T, id: number, size: Size, texts: PanelTexts): T {
  return panel
    .id(id)
    .title(texts.title)
    .description(texts.description)
    .datasource(datasource)
    .gridPos(anywhere(size));
}
