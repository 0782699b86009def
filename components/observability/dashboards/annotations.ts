import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import * as logql from "../logql";
import type { Messages } from "../messages";
import { colors, datasource } from "./style";

/**
 * What happened to Ollama, and when old lines were counted as new ones, drawn on every graph; alerts are drawn by Grafana
 * itself on the panel a rule names.
 */
export function annotations(texts: Messages): sdk.AnnotationQueryBuilder[] {
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
  const event = "{{event}} {{host}}";
  const old = texts.annotations.oldLines;
  return [
    mark(texts.annotations.trouble, colors.bad, logql.eventLines(logql.failureEvents), event),
    mark(texts.annotations.restarts, "purple", logql.eventLines(["ollama_started"]), event),
    mark(old.begin.title, colors.warn, logql.oldLines("begin"), old.begin.text),
    mark(old.end.title, colors.warn, logql.oldLines("end"), old.end.text),
  ];
}
