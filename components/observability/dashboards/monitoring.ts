import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { jobs, uids } from "../../shared/naming";
import { queries } from "../logql";
import * as style from "./style";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** The monitoring's own health: it must be able to accuse itself. */
export function monitoring(context: style.DashboardContext): sdk.DashboardBuilder {
  return style
    .dashboard(uids.dashboards.monitoring, context.texts.dashboards.monitoring, [
      ...stats(context),
      ...flow(context),
      ...store(context),
      ...ownLogs(context),
      unread(context),
    ])
    .withVariable(variables.hosts(context));
}

/** Panel ids: alert rules link to them. */
export const panelIds = {
  collector: 1,
  lagNow: 2,
  dropped: 3,
  disk: 4,
  diskUsed: 5,
  deliveries: 6,
  lines: 11,
  rounds: 12,
  lag: 13,
  last: 14,
  streams: 21,
  diskHistory: 22,
  received: 23,
  problems: 31,
  ownLines: 32,
  undelivered: 41,
  refusals: 42,
  unread: 43,
} as const;

function stats(context: style.DashboardContext) {
  const t = context.texts.monitoring;
  const size = { w: 4, h: 4 };
  const aboveZero = style.thresholds(style.colors.good, [1, style.colors.bad]);
  const { watchFreshness } = context;
  return [
    style
      .stat(panelIds.collector, size, t.collector)
      .mappings([
        style.valueMapping({
          "1": { text: context.texts.state.collecting, color: style.colors.good },
          "0": { text: context.texts.state.notCollecting, color: style.colors.bad },
        }),
      ])
      .withTarget(style.instantQuery(logql.collecting(context.freshness), "A")),
    style
      .stat(panelIds.lagNow, size, t.lagNow)
      .unit("s")
      .decimals(1)
      .thresholds(style.thresholds(style.colors.good, [10, style.colors.warn], [30, style.colors.bad]))
      .withTarget(style.instantQuery(`max(${logql.collectorLag(watchFreshness)})`, "A")),
    style
      .stat(panelIds.dropped, size, t.rejected)
      .thresholds(aboveZero)
      .withTarget(style.instantQuery(`sum(${logql.lokiSum("rejected", "$__range")})`, "A")),
    style
      .stat(panelIds.disk, size, t.diskFree)
      .unit("percentunit")
      .decimals(0)
      .thresholds(style.thresholds(style.colors.bad, [0.1, style.colors.warn], [0.2, style.colors.good]))
      .withTarget(style.instantQuery(`min(${logql.lokiState("disk_free_share", watchFreshness)})`, "A")),
    style
      .stat(panelIds.diskUsed, size, t.diskUsed)
      .unit("bytes")
      .decimals(1)
      .thresholds(style.thresholds(style.colors.calm))
      .withTarget(style.instantQuery(`sum(${logql.lokiState("disk_used", watchFreshness)})`, "A")),
    style
      .stat(panelIds.deliveries, size, t.deliveries)
      .thresholds(aboveZero)
      .withTarget(style.instantQuery(`sum(${logql.failedDeliveries("$__range")})`, "A")),
  ];
}

function flow(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.monitoring;
  const last = style
    .table(panelIds.last, { w: 12, h: 8 }, t.last)
    .transformations([
      { id: "merge", options: {} },
      {
        id: "organize",
        options: {
          excludeByName: { labels: true, id: true, tsNs: true, labelTypes: true, request_id: true },
          indexByName: { Time: 0, Line: 1 },
        },
      },
    ])
    .overrides([
      style.override("Time", t.columns.time, { "custom.width": 180 }),
      style.override("Line", t.columns.line),
    ]);
  style
    .targets(Object.values(jobs).map(logql.source), style.rangeQuery)
    .forEach((target) => last.withTarget(target.maxLines(1)));
  return [
    style
      .timeSeries(context, panelIds.lines, { w: 12, h: 7 }, t.lines)
      .overrides(style.jobOverrides(texts))
      .withTarget(style.rangeQuery(logql.lineRate("$__auto"), "A", "{{job}}")),
    style
      .timeSeries(context, panelIds.lag, { w: 12, h: 7 }, t.lag)
      .unit("s")
      .interval("2m")
      .withTarget(style.rangeQuery(logql.collectorLag("$__auto"), "A", "{{host}}")),
    last,
    style
      .bars(context, panelIds.rounds, { w: 12, h: 8 }, t.rounds)
      .withTarget(style.rangeQuery(logql.probeRounds("ollama", "$__auto"), "A", "Ollama {{host}}"))
      .withTarget(style.rangeQuery(logql.probeRounds("webui", "$__auto"), "B", "DeepChat {{host}}")),
  ];
}

function store(context: style.DashboardContext) {
  const { retentionDays, texts } = context;
  const t = texts.monitoring;
  const graph = (id: number, text: style.PanelTexts) =>
    style.timeSeries(context, id, { w: 8, h: 7 }, text).interval("2m");
  const kept =
    retentionDays === undefined ? t.keptElsewhere : t.kept.replace("{days}", String(retentionDays));
  return [
    graph(panelIds.streams, t.streams).withTarget(
      style.rangeQuery(logql.lokiState("streams", "$__auto"), "A", "{{host}}"),
    ),
    graph(panelIds.diskHistory, { ...t.disk, description: `${t.disk.description} ${kept}` })
      .unit("bytes")
      .withTarget(style.rangeQuery(logql.lokiState("disk_used", "$__auto"), "A", t.series.used))
      .withTarget(style.rangeQuery(logql.lokiState("disk_free", "$__auto"), "B", t.series.free)),
    graph(panelIds.received, t.received)
      .withTarget(style.rangeQuery(logql.lokiSum("received", "$__auto"), "A", t.series.received))
      .withTarget(style.rangeQuery(logql.lokiSum("rejected", "$__auto"), "B", t.series.rejected))
      .withTarget(style.rangeQuery(logql.droppedBatches("$__auto"), "C", t.series.dropped))
      .overrides([style.colorOverride(t.series.rejected, style.colors.bad)]),
  ];
}

function ownLogs(context: style.DashboardContext) {
  const t = context.texts.monitoring;
  return [
    style
      .bars(context, panelIds.problems, { w: 8, h: 8 }, t.problems)
      .noValue(t.none)
      .withTarget(style.rangeQuery(logql.monitoringProblems("$__auto"), "A", "{{container}}")),
    style
      .logs(panelIds.ownLines, { w: 16, h: 8 }, t.ownLines)
      .withTarget(style.rangeQuery(logql.monitoringLines(), "A")),
    style
      .bars(context, panelIds.undelivered, { w: 8, h: 8 }, t.undelivered)
      .noValue(t.none)
      .withTarget(style.rangeQuery(logql.undelivered("$__auto"), "A", "{{receiver}}"))
      .withTarget(
        style.rangeQuery(`${logql.failedDeliveries("$__auto")} > 0`, "B", `${t.series.attempts} {{host}}`),
      ),
    style
      .logs(panelIds.refusals, { w: 16, h: 8 }, t.refusals)
      .withTarget(style.rangeQuery(logql.refusals(), "A")),
  ];
}

/** Files whose end the collector has not read, now or a moment ago. */
function unread(context: style.DashboardContext) {
  const t = context.texts.monitoring;
  const fields = ["behind", "left_out"] as const;
  const table = style
    .table(panelIds.unread, { w: 24, h: 6 }, t.unread)
    .noValue(t.none)
    .transformations(style.asRows("filename", "Value #A", "Value #B", "host"))
    .overrides([
      style.emptyCells,
      style.override("filename", t.columns.file, { "custom.minWidth": 240 }),
      style.override("Value #A", t.columns.behind, { unit: "bytes" }),
      style.override("Value #B", t.columns.leftOut, { unit: "bytes" }),
      style.override("host", t.columns.host),
    ]);
  style
    .targets(
      fields.map((field) => logql.fileState(field, context.watchFreshness)),
      style.instantQuery,
    )
    .forEach((target) => table.withTarget(target));
  return table;
}
