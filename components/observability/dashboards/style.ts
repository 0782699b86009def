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
import type { Messages } from "../messages";
import { uids } from "../../shared/naming";

/** The house style of panels, once. Every builder here takes the panel's place and its texts. */

/** Columns and rows of Grafana's grid: 24 columns wide. */
export interface Place {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** What a person reads at a panel. */
export interface PanelTexts {
  title: string;
  description: string;
}

/** What every dashboard of ours needs to know. */
export interface DashboardContext {
  texts: Messages;
  /** How old the probe's last word may be, in seconds. */
  freshness: number;
  /** Seconds that a point of a graph stands for at least: two rounds of the probe. */
  step: number;
  /** How old the figures of Loki and Grafana may be, in seconds: two looks of the probe and its patience. */
  watchFreshness: number;
  /** Alert thresholds that panels draw. */
  errorThreshold: number;
  errorWindow: number;
  /** Days that logs are kept; undefined with a Loki that is not ours. */
  retentionDays?: number;
  /** Text of a rule's runbook, as Markdown. */
  runbook: (rule: string) => string;
}

export const colors = { good: "green", bad: "red", warn: "orange", neutral: "text", calm: "blue" } as const;

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

/** Thresholds in absolute numbers: the first colour holds below the first of them. */
export function thresholds(first: string, ...rest: [number, string][]): sdk.ThresholdsConfigBuilder {
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([{ value: null, color: first }, ...rest.map(([value, color]) => ({ value, color }))]);
}

/** Value mappings: a number is shown as a text with a colour. */
export function valueMapping(map: Record<string, { text: string; color: string }>): sdk.ValueMap {
  return {
    type: sdk.MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(map).map(([value, shown], index) => [value, { ...shown, index }]),
    ),
  };
}

/** A stat panel: one big value. */
export function stat(id: number, place: Place, texts: PanelTexts): statPanel.PanelBuilder {
  return (
    withCommon(new statPanel.PanelBuilder(), id, place, texts)
      .colorMode(BigValueColorMode.BackgroundSolid)
      .graphMode(BigValueGraphMode.None)
      .textMode(BigValueTextMode.Value)
      // Else it had the colour of the first threshold: green, or red, where nobody knows.
      .mappings([
        {
          type: sdk.MappingType.SpecialValue,
          options: { match: sdk.SpecialValueMatch.Null, result: { color: colors.warn, index: 0 } },
        },
      ])
      .noValue("-")
  );
}

/** A time series panel. A point stands for at least two rounds of the probe: less would be noise, or gaps. */
export function timeSeries(
  context: DashboardContext,
  id: number,
  place: Place,
  texts: PanelTexts,
): timeSeriesPanel.PanelBuilder {
  return withCommon(new timeSeriesPanel.PanelBuilder(), id, place, texts)
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
  place: Place,
  texts: PanelTexts,
): timeSeriesPanel.PanelBuilder {
  return timeSeries(context, id, place, texts)
    .drawStyle(GraphDrawStyle.Bars)
    .fillOpacity(80)
    .lineWidth(0)
    .decimals(0)
    .stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group("A"));
}

/** A table panel. */
export function table(id: number, place: Place, texts: PanelTexts): tablePanel.PanelBuilder {
  return withCommon(new tablePanel.PanelBuilder(), id, place, texts);
}

/** Makes one row a set of labels of several queries' answers; the first columns in this order. */
export function asRows(...first: string[]): sdk.DataTransformerConfig[] {
  const indexByName = Object.fromEntries(first.map((name, i) => [name, i]));
  return [
    { id: "labelsToFields", options: { mode: "columns" } },
    { id: "merge", options: {} },
    { id: "organize", options: { excludeByName: { Time: true }, indexByName } },
  ];
}

/** A logs panel, newest line first. */
export function logs(id: number, place: Place, texts: PanelTexts): logsPanel.PanelBuilder {
  return withCommon(new logsPanel.PanelBuilder(), id, place, texts)
    .showTime(true)
    .wrapLogMessage(true)
    .enableLogDetails(true)
    .sortOrder(LogsSortOrder.Descending);
}

/** Log lines that tell a story from its beginning. */
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

/** An override: gives series or columns, found by name, a name for people and other properties. */
export function override(
  field: string,
  displayName: string,
  more: Record<string, unknown> = {},
): { matcher: sdk.MatcherConfig; properties: sdk.DynamicConfigValue[] } {
  const properties = { displayName, ...more };
  return {
    matcher: { id: "byName", options: field },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

/** An override: gives series, found by name, a colour. */
export function colorOverride(series: string, color: string) {
  return {
    matcher: { id: "byName", options: series },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: color } }],
  };
}

/** Overrides for the legend: series named by a label value get that value's name for people. */
export function jobOverrides(texts: Messages) {
  return Object.entries(texts.jobs).map(([job, name]) => override(job, name));
}

interface CommonOptions {
  id(id: number): this;
  title(title: string): this;
  description(description: string): this;
  datasource(ref: { type: string; uid: string }): this;
  gridPos(place: Place): this;
}

function withCommon<T extends CommonOptions>(panel: T, id: number, place: Place, texts: PanelTexts): T {
  return panel.id(id).title(texts.title).description(texts.description).datasource(datasource).gridPos(place);
}
