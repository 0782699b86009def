import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import * as logql from "../logql";
import { jobs, uids } from "../../shared/naming";
import * as style from "./style";
import * as variables from "./variables";

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
  disk: 4,
  dropped: 3,
  lines: 11,
  rounds: 12,
  lag: 13,
  last: 14,
  deliveries: 6,
  diskHistory: 22,
  unread: 43,
  received: 23,
  undelivered: 41,
} as const;

function stats(context: style.DashboardContext) {
  const t = context.texts.monitoring;
  const place = (column: number) => ({ x: column * 4, y: 0, w: 4, h: 4 });
  const aboveZero = style.thresholds(style.colors.good, [1, style.colors.bad]);
  const { watchFreshness } = context;
  return [
    style
      .stat(1, place(0), t.collector)
      .mappings([
        style.valueMapping({
          "1": { text: context.texts.state.collecting, color: style.colors.good },
          "0": { text: context.texts.state.notCollecting, color: style.colors.bad },
        }),
      ])
      .withTarget(style.instantQuery(logql.collecting(context.freshness), "A")),
    style
      .stat(2, place(1), t.lagNow)
      .unit("s")
      .decimals(1)
      .thresholds(style.thresholds(style.colors.good, [10, style.colors.warn], [30, style.colors.bad]))
      .withTarget(style.instantQuery(`max(${logql.collectorLag(watchFreshness)})`, "A")),
    style
      .stat(panelIds.dropped, place(2), t.rejected)
      .thresholds(aboveZero)
      .withTarget(style.instantQuery(`sum(${logql.lokiSum("rejected", "$__range")})`, "A")),
    style
      .stat(panelIds.disk, place(3), t.diskFree)
      .unit("percentunit")
      .decimals(0)
      .thresholds(style.thresholds(style.colors.bad, [0.1, style.colors.warn], [0.2, style.colors.good]))
      .withTarget(style.instantQuery(`min(${logql.lokiState("disk_free_share", watchFreshness)})`, "A")),
    style
      .stat(5, place(4), t.diskUsed)
      .unit("bytes")
      .decimals(1)
      .thresholds(style.thresholds(style.colors.calm))
      .withTarget(style.instantQuery(`sum(${logql.lokiState("disk_used", watchFreshness)})`, "A")),
    style
      .stat(panelIds.deliveries, place(5), t.deliveries)
      .thresholds(aboveZero)
      .withTarget(style.instantQuery(`sum(${logql.failedDeliveries("$__range")})`, "A")),
  ];
}

function flow(context: style.DashboardContext) {
  const { texts } = context;
  const t = texts.monitoring;
  const last = style
    .table(panelIds.last, { x: 0, y: 11, w: 12, h: 8 }, t.last)
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
      .timeSeries(context, panelIds.lines, { x: 0, y: 4, w: 12, h: 7 }, t.lines)
      .overrides(style.jobOverrides(texts))
      .withTarget(style.rangeQuery(logql.lineRate("$__auto"), "A", "{{job}}")),
    style
      .timeSeries(context, panelIds.lag, { x: 12, y: 4, w: 12, h: 7 }, t.lag)
      .unit("s")
      .interval("2m")
      .withTarget(style.rangeQuery(logql.collectorLag("$__auto"), "A", "{{host}}")),
    last,
    style
      .bars(context, panelIds.rounds, { x: 12, y: 11, w: 12, h: 8 }, t.rounds)
      .withTarget(style.rangeQuery(logql.probeRounds("ollama", "$__auto"), "A", "Ollama {{host}}"))
      .withTarget(style.rangeQuery(logql.probeRounds("deepchat", "$__auto"), "B", "DeepChat {{host}}")),
  ];
}

function store(context: style.DashboardContext) {
  const { retentionDays, texts } = context;
  const t = texts.monitoring;
  const graph = (id: number, x: number, text: style.PanelTexts) =>
    style.timeSeries(context, id, { x, y: 19, w: 8, h: 7 }, text).interval("2m");
  const kept =
    retentionDays === undefined ? t.keptElsewhere : t.kept.replace("{days}", String(retentionDays));
  return [
    graph(21, 0, t.streams).withTarget(
      style.rangeQuery(logql.lokiState("streams", "$__auto"), "A", "{{host}}"),
    ),
    graph(panelIds.diskHistory, 8, { ...t.disk, description: `${t.disk.description} ${kept}` })
      .unit("bytes")
      .withTarget(style.rangeQuery(logql.lokiState("disk_used", "$__auto"), "A", t.series.used))
      .withTarget(style.rangeQuery(logql.lokiState("disk_free", "$__auto"), "B", t.series.free)),
    graph(panelIds.received, 16, t.received)
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
      .bars(context, 31, { x: 0, y: 26, w: 8, h: 8 }, t.problems)
      .withTarget(style.rangeQuery(logql.monitoringProblems("$__auto"), "A", "{{container}}")),
    style
      .logs(32, { x: 8, y: 26, w: 16, h: 8 }, t.ownLines)
      .withTarget(style.rangeQuery(logql.monitoringLines(), "A")),
    style
      .bars(context, panelIds.undelivered, { x: 0, y: 34, w: 8, h: 8 }, t.undelivered)
      .withTarget(style.rangeQuery(logql.undelivered("$__auto"), "A", "{{receiver}}"))
      .withTarget(
        style.rangeQuery(`${logql.failedDeliveries("$__auto")} > 0`, "B", `${t.series.attempts} {{host}}`),
      ),
    style
      .logs(42, { x: 8, y: 34, w: 16, h: 8 }, t.refusals)
      .withTarget(style.rangeQuery(logql.refusals(), "A")),
  ];
}

/** Files whose end the collector has not read, now or a moment ago. */
function unread(context: style.DashboardContext) {
  const t = context.texts.monitoring;
  const fields = ["behind", "left_out"] as const;
  const table = style
    .table(panelIds.unread, { x: 0, y: 42, w: 24, h: 6 }, t.unread)
    .transformations(style.asRows("filename", "Value #A", "Value #B", "host"))
    .overrides([
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
