import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { CustomVariableBuilder, TextBoxVariableBuilder } from "@grafana/grafana-foundation-sdk/dashboard";

import * as logql from "../logql";
import { jobs, uids } from "../naming";
import * as style from "./style";

/** The five views of the original design on one screen: health, requests and errors, latency, models, live log. */
export function overview(context: style.DashboardContext): sdk.DashboardBuilder {
  const texts = context.texts.overview;
  const dashboard = style
    .dashboard(uids.dashboards.overview, texts)
    .withVariable(sourceVariable(context))
    .withVariable(new TextBoxVariableBuilder("search").label(texts.keyword).defaultValue(""));
  for (const panel of [...tiles(context), ...traffic(context), ...models(context), liveLog(context)]) {
    dashboard.withPanel(panel);
  }
  return dashboard;
}

/** Panel ids: alert rules link to them. */
export const panelIds = { deepchat: 1, ollama: 2, collector: 3, errors: 4, inFlight: 6 } as const;

function tiles({ texts, ...context }: style.DashboardContext) {
  const t = texts.overview;
  const state = style.words({
    "1": { text: texts.state.up, color: style.colors.good },
    "0": { text: texts.state.down, color: style.colors.bad },
    "-1": { text: texts.state.unknown, color: style.colors.warn },
  });
  const collecting = style.words({
    "1": { text: texts.state.collecting, color: style.colors.good },
    "0": { text: texts.state.notCollecting, color: style.colors.bad },
  });
  const place = (column: number) => ({ x: column * 4, y: 0, w: 4, h: 4 });
  return [
    style
      .tile(panelIds.deepchat, place(0), t.deepchat)
      .mappings([state])
      .withTarget(style.now(logql.probeState("deepchat", context.freshness), "A")),
    style
      .tile(panelIds.ollama, place(1), t.ollama)
      .mappings([state])
      .withTarget(style.now(logql.probeState("ollama", context.freshness), "A")),
    style
      .tile(panelIds.collector, place(2), t.collector)
      .mappings([collecting])
      .withTarget(style.now(logql.collecting(context.freshness), "A")),
    style
      .tile(panelIds.errors, place(3), t.errors)
      .thresholds(
        style.steps(
          style.colors.good,
          [1, style.colors.warn],
          [context.errorThreshold + 1, style.colors.bad],
        ),
      )
      .withTarget(style.now(`${logql.webuiErrors(context.errorWindow)} or vector(0)`, "A")),
    style
      .tile(5, place(4), t.models)
      .thresholds(style.steps(style.colors.calm))
      .withTarget(style.now(logql.modelsLoaded(context.freshness), "A")),
    style
      .tile(panelIds.inFlight, place(5), t.inFlight)
      .decimals(2)
      .thresholds(style.steps(style.colors.calm))
      .withTarget(style.now(logql.requestsInFlight(60), "A")),
  ];
}

function traffic({ texts }: style.DashboardContext) {
  const t = texts.overview;
  const latency = style.graph(9, { x: 16, y: 4, w: 8, h: 8 }, t.latency).unit("s");
  for (const [refId, quantile] of Object.entries({ A: 0.5, B: 0.9, C: 0.99 })) {
    latency.withTarget(style.over(logql.latency(quantile, "$__auto"), refId, `P${quantile * 100}`));
  }
  return [
    style
      .graph(7, { x: 0, y: 4, w: 8, h: 8 }, t.requests)
      .unit("reqps")
      .overrides(style.jobNames(texts))
      .withTarget(style.over(logql.requestRate("$__auto"), "A", "{{job}}")),
    style
      .graph(8, { x: 8, y: 4, w: 8, h: 8 }, t.errorShare)
      .unit("percentunit")
      .axisSoftMax(0.05)
      .withTarget(style.over(logql.errorShare(4, "$__auto"), "A", t.series.error4))
      .withTarget(style.over(logql.errorShare(5, "$__auto"), "B", t.series.error5))
      .overrides([color(t.series.error4, style.colors.warn), color(t.series.error5, style.colors.bad)]),
    latency,
  ];
}

function models({ texts, freshness }: style.DashboardContext) {
  const t = texts.overview;
  const column = (refId: string, name: string, unit?: string) => ({
    matcher: { id: "byName", options: `Value #${refId}` },
    properties: [{ id: "displayName", value: name }, ...(unit ? [{ id: "unit", value: unit }] : [])],
  });
  const named = (field: string, name: string) => ({
    matcher: { id: "byName", options: field },
    properties: [{ id: "displayName", value: name }],
  });
  return [
    style
      .grid(10, { x: 0, y: 12, w: 15, h: 6 }, t.modelTable)
      .minWidth(80)
      .withTarget(style.now(logql.model("size_vram", freshness), "A"))
      .withTarget(style.now(logql.model("size", freshness), "B"))
      .withTarget(
        style.now(`${logql.model("size_vram", freshness)} / ${logql.model("size", freshness)}`, "C"),
      )
      .withTarget(style.now(logql.model("context_length", freshness), "D"))
      .withTarget(style.now(logql.model("expires_in_s", freshness), "E"))
      .transformations([
        { id: "labelsToFields", options: { mode: "columns" } },
        { id: "merge", options: {} },
        { id: "organize", options: { excludeByName: { Time: true }, indexByName: { model: 0, host: 1 } } },
      ])
      .overrides([
        named("model", t.columns.model),
        named("host", t.columns.host),
        column("A", t.columns.vram, "bytes"),
        column("B", t.columns.size, "bytes"),
        column("C", t.columns.share, "percentunit"),
        column("D", t.columns.context),
        column("E", t.columns.expires, "s"),
      ]),
    style
      .graph(11, { x: 15, y: 12, w: 9, h: 6 }, t.gpuMemory)
      .unit("bytes")
      .withTarget(style.over(logql.model("size_vram", "$__auto"), "A", "{{model}} {{host}}")),
  ];
}

function liveLog({ texts }: style.DashboardContext) {
  return style
    .lines(12, { x: 0, y: 18, w: 24, h: 12 }, texts.overview.logs)
    .withTarget(style.over(logql.search("search", "source"), "A"));
}

function sourceVariable({ texts }: style.DashboardContext) {
  const names = Object.values(jobs)
    .filter((job) => job !== jobs.probe)
    .map((job) => `${texts.jobs[job]} : ${job}`);
  return new CustomVariableBuilder("source")
    .label(texts.overview.source)
    .values(names.join(","))
    .multi(true)
    .includeAll(true)
    .current({ text: [texts.overview.all], value: ["$__all"], selected: true });
}

function color(series: string, name: string) {
  return {
    matcher: { id: "byName", options: series },
    properties: [{ id: "color", value: { mode: "fixed", fixedColor: name } }],
  };
}
