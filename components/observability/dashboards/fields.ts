import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import type { Messages } from "../messages";

/** How values and series look: colours, thresholds, value mappings, overrides, tables of several answers. */

export const colors = { good: "green", bad: "red", warn: "orange", neutral: "text", calm: "blue" } as const;

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

/** Makes one row a set of labels of several queries' answers; the first columns in this order. */
export function asRows(...first: string[]): sdk.DataTransformerConfig[] {
  const indexByName = Object.fromEntries(first.map((name, i) => [name, i]));
  return [
    { id: "labelsToFields", options: { mode: "columns" } },
    { id: "merge", options: {} },
    { id: "organize", options: { excludeByName: { Time: true }, indexByName } },
  ];
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
