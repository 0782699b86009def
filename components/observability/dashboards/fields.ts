import { BigValueTextMode, ReduceDataOptionsBuilder } from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import type { Messages } from "../messages";

/** How values and series look: colours, thresholds, value mappings, overrides, tables of several answers. */

export const colors = {
  good: "green",
  bad: "red",
  warn: "orange",
  neutral: "text",
  calm: "blue",
  /** Of what is not there, and need not be. */
  absent: "#6e7077",
} as const;

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

/** A value mapping: what is shown where there is no value has this colour. */
export function nothing(color: string): sdk.SpecialValueMap {
  return {
    type: sdk.MappingType.SpecialValue,
    options: { match: sdk.SpecialValueMatch.Null, result: { color, index: 0 } },
  };
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

/** An override: a cell without a figure is a dash, whatever the panel says where it has no rows at all. */
export const emptyCells = {
  matcher: { id: "byRegexp", options: "/.*/" },
  properties: [{ id: "noValue", value: "–" }],
};

/** When something was, in a column as narrow as can be. */
export const shortTime = { unit: "time:MM-DD HH:mm", "custom.width": 105 };

/** Leaves out a column of such rows whose figure is only there to have its labels. */
export function without(column: string): sdk.DataTransformerConfig {
  return { id: "organize", options: { excludeByName: { [column]: true } } };
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

/** An override: properties of all series of one query. */
export function queryOverride(refId: string, properties: Record<string, unknown>) {
  return {
    matcher: { id: "byFrameRefID", options: refId },
    properties: Object.entries(properties).map(([id, value]) => ({ id, value })),
  };
}

/** Overrides for the legend: series named by a label value get that value's name for people. */
export function jobOverrides(texts: Messages) {
  return Object.entries(texts.jobs).map(([job, name]) => override(job, name));
}

/** For a stat of several values. */
export const valueAndName = BigValueTextMode.ValueAndName;

/** One value of a series' points, such as their `sum`, or `max`. @default of a panel: the newest */
export function reduced(calculation: string): ReduceDataOptionsBuilder {
  return new ReduceDataOptionsBuilder().calcs([calculation]).fields("").values(false);
}

/** Colours from little to much, by the smallest and largest number in a panel. */
export function shades(): sdk.FieldColorBuilder {
  return new sdk.FieldColorBuilder().mode(sdk.FieldColorModeId.ContinuousBlues);
}

/** An override: a table's cells with numbers are coloured by these. */
export function heat() {
  return {
    matcher: { id: "byType", options: "number" },
    properties: [
      { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } },
      { id: "custom.align", value: "center" },
    ],
  };
}
