import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { failureEvents, queries, type Scope } from "../logql";
import type { Messages } from "../messages";
import { colors, datasource } from "./style";

/**
 * What happened to Ollama and its machine, and when old lines were counted as new ones, drawn on every graph; alerts are drawn by Grafana
 * itself on the panel a rule names.
 */
export function annotations(texts: Messages, scope: Scope): sdk.AnnotationQueryBuilder[] {
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
  const { failures, restarts, kernel, oldLines } = texts.annotations;
  const asked = queries(scope);
  return [
    mark(failures, colors.bad, asked.eventLines(failureEvents), event),
    mark(restarts, "purple", asked.eventLines(["ollama_started", "server_started"]), event),
    mark(kernel, "dark-red", asked.kernelLines(), "{{event}} {{xid}} {{victim}} {{host}}"),
    mark(oldLines.begin.title, colors.warn, asked.oldLines("begin"), oldLines.begin.text),
    mark(oldLines.end.title, colors.warn, asked.oldLines("end"), oldLines.end.text),
  ];
}
