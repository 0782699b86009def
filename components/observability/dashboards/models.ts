import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { ollamaJobs, queries } from "../logql";
import * as links from "./links";
import { searchPatterns } from "./logs";
import { machineSpeed } from "./machine-speed";
import { modelServers } from "./model-servers";
import { modelsTable } from "./models-table";
import * as style from "./style";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** The model's speed and its troubles, read from the logs of Ollama and other servers, and the probe alone. */
export function models(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.models, context.texts.dashboards.models, [
      ...stats(context),
      ...speed(context),
      ...machineSpeed(context),
      ...memory(context),
      ...failures(context),
      ...modelServers(context),
    ])
    .withVariable(variables.hosts(context));
}

/** Panel ids: alert rules link to them. */
export const panelIds = {
  speedNow: 1,
  firstTokenNow: 2,
  queueFullNow: 3,
  failures: 4,
  speed: 11,
  generated: 12,
  prefill: 13,
  inFlight: 14,
  firstToken: 15,
  generation: 16,
  table: 20,
  gpuMemory: 21,
  gpuShare: 22,
  loads: 24,
  events: 31,
  queueFull: 32,
} as const;

/** What can go wrong or happen in Ollama, by event; the colours of its bars. */
const eventColors = {
  model_loaded: style.colors.calm,
  ollama_started: "purple",
  server_started: "light-purple",
  load_failed: style.colors.bad,
  runner_terminated: "dark-red",
  out_of_memory: "dark-orange",
  gpu_lost: "dark-purple",
  aborted: style.colors.warn,
  prompt_truncated: "yellow",
} as const;

function stats(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.models;
  const size = { w: 6, h: 4 };
  const counted = (
    id: number,
    text: style.PanelTexts,
    expr: string,
    lines: Record<string, string | readonly string[]>,
  ) =>
    style
      .stat(id, size, text)
      .thresholds(style.thresholds(style.colors.good, [1, style.colors.bad]))
      .dataLinks([links.toDashboard(texts, "logs", lines)])
      .withTarget(style.instantQuery(logql.orZero(`sum(${expr})`, "$__range"), "A"));
  return [
    style
      .stat(panelIds.speedNow, size, t.speedNow)
      .decimals(1)
      .thresholds(style.thresholds(style.colors.calm))
      .withTarget(style.instantQuery(`avg(${logql.timing("tokens_per_second", "$__range")})`, "A")),
    style
      .stat(panelIds.firstTokenNow, size, t.firstTokenNow)
      .unit("s")
      .decimals(2)
      .thresholds(style.thresholds(style.colors.calm))
      .noValue(t.canaryOff)
      .withTarget(style.instantQuery(`max(${logql.canary("ttft", "$__range")})`, "A")),
    counted(panelIds.queueFullNow, t.queueFullNow, logql.requestCount("ollama", "$__range", 503), {
      source: ollamaJobs,
      search: "| 503 |",
    }),
    counted(panelIds.failures, t.failures, logql.failures("$__range"), {
      source: ollamaJobs,
      // Ollama logs a failed load at level info.
      quick: searchPatterns.failures,
    }),
  ];
}

function speed(context: style.DashboardContext) {
  const t = context.texts.models;
  const size = { w: 8, h: 7 };
  const step = "$__auto" as const;
  return [
    style
      .timeSeries(context, panelIds.speed, size, t.speed)
      .withTarget(
        style.rangeQuery(
          logql.withModel(logql.timing("tokens_per_second", step), step),
          "A",
          "{{model}} {{host}}",
        ),
      ),
    style
      .timeSeries(context, panelIds.generated, size, t.tokens)
      .withTarget(
        style.rangeQuery(
          logql.orZero(`sum(${logql.tokenRate("prompt_tokens", step)})`, step),
          "A",
          t.series.read,
        ),
      )
      .withTarget(
        style.rangeQuery(
          logql.orZero(`sum(${logql.tokenRate("eval_tokens", step)})`, step),
          "B",
          t.series.written,
        ),
      ),
    style
      .timeSeries(context, panelIds.prefill, size, t.prefill)
      .unit("ms")
      .withTarget(style.rangeQuery(`avg(${logql.timing("prompt_ms", step)})`, "A", t.series.mean))
      .withTarget(style.rangeQuery(`max(${logql.worstTiming("prompt_ms", step)})`, "B", t.series.slowest)),
    style
      .timeSeries(context, panelIds.inFlight, size, t.inFlight)
      .withTarget(style.rangeQuery(logql.requestsInFlight(step), "A", t.series.inFlight))
      .withTarget(style.rangeQuery(`sum(${logql.ollamaQueue(step)})`, "B", t.series.queue)),
    style
      .timeSeries(context, panelIds.firstToken, size, t.firstToken)
      .unit("s")
      .noValue(t.canaryOff)
      .withTarget(style.rangeQuery(logql.canary("ttft", step), "A", "{{model}} {{host}}")),
    style
      .timeSeries(context, panelIds.generation, size, t.generation)
      .unit("ms")
      .withTarget(style.rangeQuery(`avg(${logql.timing("eval_ms", step)})`, "A", t.series.mean))
      .withTarget(style.rangeQuery(`max(${logql.worstTiming("eval_ms", step)})`, "B", t.series.slowest)),
  ];
}

function memory(context: style.DashboardContext) {
  const t = context.texts.models;
  return [
    modelsTable(context, panelIds.table, { w: 24, h: 5 }),
    style
      .timeSeries(context, panelIds.gpuMemory, { w: 8, h: 7 }, t.gpuMemory)
      .unit("bytes")
      .withTarget(style.rangeQuery(logql.model("size_vram", "$__auto"), "A", "{{model}} {{host}}")),
    style
      .timeSeries(context, panelIds.gpuShare, { w: 8, h: 7 }, t.gpuShare)
      .unit("percentunit")
      .max(1)
      .withTarget(style.rangeQuery(logql.model("gpu_share", "$__auto"), "A", "{{model}} {{host}}")),
    style
      .bars(context, panelIds.loads, { w: 8, h: 7 }, t.loads)
      .unit("s")
      .decimals(1)
      .withTarget(style.rangeQuery(logql.loadSeconds("$__auto"), "A", "{{host}}")),
  ];
}

function failures(context: style.DashboardContext) {
  const t = context.texts.models;
  const kinds = Object.keys(eventColors) as (keyof typeof eventColors)[];
  const refused = logql.requestCount("ollama", "$__auto", 503);
  return [
    style
      .bars(context, panelIds.events, { w: 12, h: 7 }, t.events)
      .overrides(
        kinds.map((kind) => {
          const shown = style.override(kind, t.eventNames[kind]);
          return {
            ...shown,
            properties: [...shown.properties, ...style.colorOverride(kind, eventColors[kind]).properties],
          };
        }),
      )
      .withTarget(style.rangeQuery(logql.eventKinds(kinds, "$__auto"), "A", "{{event}}")),
    style
      .bars(context, panelIds.queueFull, { w: 12, h: 7 }, t.queueFull)
      .withTarget(style.rangeQuery(logql.orZero(`sum(${refused})`, "$__auto"), "A", t.series.queueFull)),
  ];
}
