import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { allHosts, queries } from "../logql";
import * as links from "./links";
import * as style from "./style";
import * as variables from "./variables";

const logql = queries(variables.chosenHosts);

/** The lines themselves: searched by word, source and level, with searches for known problems a click away. */
export function logs(context: style.DashboardContext): sdk.DashboardBuilder {
  const { texts } = context;
  const t = texts.logs;
  return style
    .dashboard(uids.dashboards.logs, texts.dashboards.logs)
    .withVariable(variables.hosts(context))
    .withVariable(variables.sources(context))
    .withVariable(variables.levels(context))
    .withVariable(variables.keyword(context))
    .withVariable(quick(context))
    .withVariable(details(context))
    .withVariable(
      new sdk.TextBoxVariableBuilder("request").label(texts.variables.request).defaultValue(t.noRequest),
    )
    .link(links.searchLink(t.searches.stream, queries(allHosts).streamLines()))
    .link(links.searchLink(t.searches.timeout, queries(allHosts).timeoutLines()))
    .withPanel(
      style
        .bars(context, panelIds.volume, { w: 24, h: 5 }, t.volume)
        .overrides(Object.entries(levelColors).map(([level, color]) => style.colorOverride(level, color)))
        .withTarget(style.rangeQuery(logql.filteredVolume(filters, "$__auto"), "A", "{{detected_level}}")),
    )
    .withPanel(
      style
        .logs(panelIds.lines, { w: 24, h: 17 }, t.lines)
        .showLogContextToggle(true)
        .enableInfiniteScrolling(true)
        .withTarget(style.rangeQuery(logql.filteredLines(filters), "A")),
    )
    .withPanel(
      style
        .logs(panelIds.trace, { w: 24, h: 9 }, t.trace)
        .sortOrder(style.oldestFirst)
        .withTarget(style.rangeQuery(logql.requestTrace("request"), "A")),
    );
}

/** Panel ids: alert rules link to them. */
const panelIds = { volume: 1, lines: 2, trace: 3 } as const;

/** What is searched for where a stat links here. */
export const searchPatterns = {
  failures:
    "load failed|failed to (load model|create server)|error loading llama server|model is too large|model request too large|runtime OOM|(llama-server|runner).*(terminated|no longer running)",
};

const filters = { source: "source", level: "level", keyword: "search", quick: "quick", details: "details" };

const levelColors = {
  fatal: "dark-red",
  critical: "dark-red",
  error: style.colors.bad,
  warn: style.colors.warn,
  info: style.colors.good,
  debug: style.colors.calm,
  unknown: "gray",
};

/** Health checks and llama-server's many lines about each request: only for those who ask. */
function details({ texts }: style.DashboardContext): sdk.CustomVariableBuilder {
  const t = texts.logs.details;
  return new sdk.CustomVariableBuilder("details")
    .label(texts.variables.details)
    .values(`${t.hidden} : none,${t.shown} : .*`)
    .current({ text: t.hidden, value: "none", selected: true });
}

/** Searches people ask for again and again. */
function quick({ texts }: style.DashboardContext): sdk.CustomVariableBuilder {
  const t = texts.logs.quick;
  const choices = {
    [t.any]: ".*",
    error: "error|exception|traceback|panic|fatal",
    timeout: "timeout|timed out|deadline exceeded",
    "model not found": "model .*not found|no such model|pull model",
    [t.failures]: searchPatterns.failures,
    [t.memory]: "out of memory|OOM|cudaMalloc failed|failed to allocate",
  };
  return new sdk.CustomVariableBuilder("quick")
    .label(texts.variables.quick)
    .values(
      Object.entries(choices)
        .map(([name, value]) => `${name} : ${value}`)
        .join(","),
    )
    .current({ text: t.any, value: ".*", selected: true });
}
