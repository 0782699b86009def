import { queries } from "../logql";
import { each, highestFirst, hour } from "./hours";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

const refused = `sum(${logql.requestCount("ollama", hour, 503)})`;
const swapped = `sum(${logql.swaps(hour)})`;
const full = `max(${logql.fullMinutes(hour)})`;
const waited = `sum(${logql.waitedSeconds(hour)})`;

/** The hours with most requests, and what it was like to wait in them. */
export function busyHours(context: style.DashboardContext, id: number, size: style.Size) {
  const t = context.texts.usage;
  const columns = {
    requests: `sum(${logql.userRequestCount(hour)})`,
    asked: `sum(${logql.generationRequests(hour)})`,
    tokens: `sum(${logql.allTokens(hour)})`,
    longest: `max(${logql.userLatency(1, hour)})`,
    inFlight: logql.requestsInFlight(hour),
    refused,
  } as const;
  const shown: Partial<Record<keyof typeof columns, object>> = {
    longest: { unit: "s", decimals: 1 },
    inFlight: { decimals: 1 },
  };
  const names = Object.keys(columns) as (keyof typeof columns)[];
  const table = style
    .table(id, size, t.busyHours)
    .minWidth(60)
    .unit("short")
    .transformations(highestFirst(t.columns.requests, 10))
    .overrides([
      style.override("Time", t.columns.until, { unit: "dateTimeAsLocal", "custom.width": 190 }),
      ...names.map((name) => style.override(t.columns[name], t.columns[name], { ...shown[name] })),
    ]);
  names.forEach((name, at) =>
    table.withTarget(each(hour, columns[name], String.fromCharCode(65 + at), t.columns[name])),
  );
  return table;
}

/** In how many hours one more GPU would have been felt. */
export function lackingHours({ texts }: style.DashboardContext, id: number, size: style.Size) {
  const t = texts.usage;
  const hours = (expr: string, most: number) => `(${logql.orZero(expr, hour)}) > bool ${most}`;
  return (
    style
      .stat(id, size, t.gpuHours)
      .thresholds(style.thresholds(style.colors.good, [1, style.colors.warn]))
      .textMode(style.valueAndName)
      .reduceOptions(style.reduced("sum"))
      .withTarget(each(hour, hours(refused, 0), "A", t.series.hoursRefused))
      .withTarget(each(hour, hours(swapped, 0), "B", t.series.hoursSwapped))
      .withTarget(each(hour, hours(waited, 60), "C", t.series.hoursWaited))
      // No zero where nothing reads a card's memory.
      .withTarget(each(hour, `(${full}) > bool 1`, "D", t.series.hoursFull))
  );
}

/** What of it there was, by hour. */
export function tooSmall(context: style.DashboardContext, id: number, size: style.Size) {
  const { series, gpu } = context.texts.usage;
  return style
    .bars(context, id, size, gpu)
    .decimals(1)
    .withTarget(each(hour, refused, "A", series.refused))
    .withTarget(each(hour, swapped, "B", series.swapped))
    .withTarget(each(hour, `${waited} / 60`, "C", series.waited))
    .withTarget(each(hour, `${full} > 0`, "D", series.full))
    .overrides([
      style.colorOverride(series.full, "purple"),
      style.colorOverride(series.refused, style.colors.bad),
      style.colorOverride(series.swapped, style.colors.calm),
      style.colorOverride(series.waited, style.colors.warn),
    ]);
}
