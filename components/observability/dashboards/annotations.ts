import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { type Event, failureEvents, queries, type Scope } from "../logql";
import type { Messages } from "../messages";
import { colors, datasource } from "./style";

/** What happened to Ollama, drawn on every graph; alerts are drawn by Grafana itself on the panel a rule names. */
export function annotations(texts: Messages, scope: Scope): sdk.AnnotationQueryBuilder[] {
  const event = (name: string, color: string, events: readonly Event[]) =>
    new sdk.AnnotationQueryBuilder()
      .name(name)
      .datasource(datasource)
      .enable(true)
      .hide(true)
      .iconColor(color)
      .expr(queries(scope).eventLines(events))
      .titleFormat(name)
      .textFormat("{{event}} {{host}}");
  return [
    event(texts.annotations.failures, colors.bad, failureEvents),
    event(texts.annotations.restarts, "purple", ["ollama_started"]),
  ];
}
