import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { queries, type Side, type Trait } from "../logql";
import { counted, each, hour, hoursByWeekday, summed, sumOf } from "./hours";
import * as style from "./style";
import { busyHours, lackingHours, tooSmall } from "./usage-capacity";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** So that an hour is one in zones that are half an hour off, too. */
const half = hour / 2;

/** Who uses the service, when and for what, and what one more GPU would be bought for. Read weekly. */
export function usage(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.usage, context.texts.dashboards.usage, [
      ...stats(context),
      ...weekdays(context),
      busyHours(context, panelIds.busyHours, { w: 24, h: 11 }),
      lackingHours(context, panelIds.gpuHours, { w: 8, h: 9 }),
      tooSmall(context, panelIds.gpu, { w: 16, h: 9 }),
      ...forWhat(context),
      ...byWhom(context),
    ])
    .time({ from: "now-6d/d", to: "now" })
    .refresh("15m")
    .withVariable(variables.hosts(context));
}

const panelIds = {
  requests: 1,
  tokens: 2,
  busiest: 3,
  longest: 4,
  requestHours: 11,
  tokenHours: 12,
  busyHours: 21,
  gpuHours: 22,
  gpu: 23,
  models: 31,
  modelTokens: 32,
  paths: 33,
  ollamaPaths: 34,
  clients: 41,
  ollamaClients: 42,
  users: 43,
} as const;

function stats(context: style.DashboardContext) {
  const t = context.texts.usage;
  const one = (id: number, text: style.PanelTexts, calculation: string, expr: string) =>
    style
      .stat(id, { w: 6, h: 4 }, text)
      .thresholds(style.thresholds(style.colors.calm))
      .reduceOptions(style.reduced(calculation))
      .withTarget(each(hour, expr, "A"));
  return [
    one(panelIds.requests, t.requests, "sum", requestsIn(hour)).unit("short"),
    one(panelIds.tokens, t.tokens, "sum", tokensIn(hour)).unit("short"),
    one(panelIds.busiest, t.busiest, "max", requestsIn(hour)).unit("short"),
    one(panelIds.longest, t.longest, "max", `max(${logql.userLatency(1, hour)})`).unit("s"),
  ];
}

function requestsIn(span: number): string {
  return logql.orZero(`sum(${logql.userRequestCount(span)})`, span);
}

function tokensIn(span: number): string {
  return logql.orZero(`sum(${logql.allTokens(span)})`, span);
}

function weekdays({ texts }: style.DashboardContext) {
  const t = texts.usage;
  const table = (id: number, text: style.PanelTexts, expr: string) =>
    style
      .table(id, { w: 12, h: 26 }, text)
      .unit("short")
      .minWidth(50)
      .min(0)
      .colorScheme(style.shades())
      .transformations(hoursByWeekday(half * 1000, { hour: t.columns.hour, weekdays: t.weekdays }))
      .overrides([style.heat(), style.override(t.columns.hour, t.columns.hour, { "custom.width": 70 })])
      .withTarget(each(half, `(${expr}) * ${hour / half}`, "A", counted));
  return [
    table(panelIds.requestHours, t.requestHours, requestsIn(half)),
    table(panelIds.tokenHours, t.tokenHours, tokensIn(half)),
  ];
}

/** A table of what there was by one label. */
function ranked(
  context: style.DashboardContext,
  id: number,
  text: style.PanelTexts,
  label: Trait,
  of: "requests" | "tokens",
  query: ReturnType<typeof each>,
) {
  const t = context.texts.usage.columns;
  return style
    .table(id, { w: 12, h: 8 }, text)
    .unit("short")
    .transformations(summed(label, 20))
    .overrides([
      style.emptyCells,
      style.override(label, t[label], { "custom.minWidth": 160 }),
      style.override(sumOf, t[of], { "custom.width": 110 }),
    ])
    .withTarget(query);
}

function forWhat(context: style.DashboardContext) {
  const t = context.texts.usage;
  const byModel = each(hour / 6, logql.tokensByModel(hour / 6), "A", counted);
  return [
    traits(context, panelIds.models, t.models, "webui", "model").noValue(t.off.models),
    ranked(context, panelIds.modelTokens, t.modelTokens, "model", "tokens", byModel),
    traits(context, panelIds.paths, t.paths, "webui", "path"),
    traits(context, panelIds.ollamaPaths, t.ollamaPaths, "ollama", "path"),
  ];
}

function byWhom(context: style.DashboardContext) {
  const t = context.texts.usage;
  return [
    traits(context, panelIds.clients, t.clients, "webui", "client").noValue(t.off.clients),
    traits(context, panelIds.ollamaClients, t.ollamaClients, "ollama", "client").noValue(t.off.clients),
    traits(context, panelIds.users, t.users, "webui", "user").noValue(t.off.users),
  ];
}

function traits(
  context: style.DashboardContext,
  id: number,
  text: style.PanelTexts,
  side: Side,
  trait: Trait,
) {
  const query = each(hour, logql.countBy(side, trait, hour), "A", counted);
  return ranked(context, id, text, trait, "requests", query);
}
