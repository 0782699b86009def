import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import * as logql from "../logql";
import type { Messages } from "../messages";
import { colors, datasource } from "./style";

/** What happened to Ollama, drawn on every graph; alerts are drawn by Grafana itself on the panel a rule names. */
export function annotations(texts: Messages): sdk.AnnotationQueryBuilder[] {
  const event = (name: string, color: string, events: readonly logql.Event[]) =>
    new sdk.AnnotationQueryBuilder()
      .name(name)
      .datasource(datasource)
      .enable(true)
      .hide(true)
      .iconColor(color)
      .expr(logql.eventLines(events))
      .titleFormat(name)
      .textFormat("{{event}} {{host}}");
  return [
    event(texts.annotations.trouble, colors.bad, logql.failureEvents),
    event(texts.annotations.restarts, "purple", ["ollama_started"]),
  ];
}
