import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { type Event, failureEvents, queries, type Scope } from "../logql";
import type { Messages } from "../messages";
import { colors, datasource } from "./style";

/**
 * What happened to Ollama, and when old lines were counted as new ones, drawn on every graph; alerts are drawn by Grafana
 * itself on the panel a rule names.
 */
export function annotations(texts: Messages, scope: Scope): sdk.AnnotationQueryBuilder[] {
  const query = queries(scope);
  const mark = (name: string, color: string, expr: string, text: string) =>
    new sdk.AnnotationQueryBuilder()
      .name(name)
      .datasource(datasource)
      .enable(true)
      .hide(true)
      .iconColor(color)
      .expr(expr)
      .titleFormat(name)
      .textFormat(text);
  const event = (name: string, color: string, events: readonly Event[]) =>
    mark(name, color, query.eventLines(events), "{{event}} {{host}}");
  const { begin, end } = texts.annotations.oldLines;
  return [
    event(texts.annotations.failures, colors.bad, failureEvents),
    event(texts.annotations.restarts, "purple", ["ollama_started"]),
    mark(begin.title, colors.warn, query.oldLines("begin"), begin.text),
    mark(end.title, colors.warn, query.oldLines("end"), end.text),
  ];
}
