import type { DataTransformerConfig } from "@grafana/grafana-foundation-sdk/dashboard";

import { rangeQuery } from "./style";

/** Numbers by hour, of queries whose every point stands for a span before it. Pure. */

/** An hour in seconds. */
export const hour = 3600;

/** A query with a point a span, in seconds, which it has to count in: no line is read twice, and Loki keeps the answers. */
export function each(span: number, expr: string, refId: string, legend?: string) {
  return rangeQuery(expr, refId, legend).step(`${span}s`);
}

/** What a query's points are called where a table is made of them. */
export const counted = "points";

/** What a time is made into: JSON, which Grafana takes apart; weekday 1 to 7 and hour, in the browser's zone. */
const parts = '[{"day":"]E[","hour":"]HH[:00"}]';

/**
 * Makes a table of a query's points: a row an hour of the day, a column a weekday, in the time zone of who looks at it;
 * the mean of the points of each.
 *
 * @param step milliseconds that each point stands for: it is of the hour in which they began
 * @param texts names of the hours' column and of the weekdays, from Monday
 */
export function hoursByWeekday(
  step: number,
  texts: { hour: string; weekdays: object },
): DataTransformerConfig[] {
  const start = "start";
  const corner = "hour\\day";
  const columns = { [corner]: texts.hour, ...texts.weekdays };
  return [
    {
      id: "calculateField",
      options: {
        mode: "binary",
        alias: start,
        binary: { left: "Time", operator: "-", right: String(step) },
      },
    },
    {
      id: "convertFieldType",
      options: { conversions: [{ targetField: start, destinationType: "time" }] },
    },
    { id: "formatTime", options: { timeField: start, outputFormat: parts, useTimezone: true } },
    { id: "extractFields", options: { source: start, format: "json" } },
    {
      id: "groupBy",
      options: {
        fields: {
          day: { operation: "groupby", aggregations: [] },
          hour: { operation: "groupby", aggregations: [] },
          [counted]: { operation: "aggregate", aggregations: ["mean"] },
        },
      },
    },
    {
      id: "groupingToMatrix",
      options: {
        rowField: "hour",
        columnField: "day",
        valueField: `${counted} (mean)`,
        emptyValue: "null",
      },
    },
    { id: "sortBy", options: { sort: [{ field: corner }] } },
    {
      id: "organize",
      options: {
        indexByName: Object.fromEntries(
          [corner, "1", "2", "3", "4", "5", "6", "7"].map((name, at) => [name, at]),
        ),
        renameByName: columns,
      },
    },
  ];
}

/** Makes one row a time of several queries' answers, each under its legend, those with the highest first, at most so many. */
export function highestFirst(by: string, most: number): DataTransformerConfig[] {
  return [
    { id: "joinByField", options: { byField: "Time", mode: "outer" } },
    { id: "sortBy", options: { sort: [{ field: by, desc: true }] } },
    { id: "limit", options: { limitField: most } },
  ];
}

/** Makes one row a value of a label, of all of a query's series and points: their sum, the largest first. */
export function summed(label: string, most: number): DataTransformerConfig[] {
  return [
    { id: "labelsToFields", options: { mode: "columns" } },
    { id: "merge", options: {} },
    {
      id: "groupBy",
      options: {
        fields: {
          [label]: { operation: "groupby", aggregations: [] },
          Value: { operation: "aggregate", aggregations: ["sum"] },
        },
      },
    },
    { id: "sortBy", options: { sort: [{ field: sumOf, desc: true }] } },
    { id: "limit", options: { limitField: most } },
  ];
}

/** The name of such a sum's column. */
export const sumOf = "Value (sum)";
