import * as logql from "../logql";
import * as style from "./style";

/** What is loaded now: a table of the overview and of Models. */
export function modelsTable(context: style.DashboardContext, id: number, place: style.Place) {
  const { texts, freshness } = context;
  const t = texts.models;
  const fields = ["size_vram", "size", "gpu_share", "context_length", "expires_in_s"] as const;
  const table = style
    .grid(id, place, t.table)
    .minWidth(80)
    .transformations([
      { id: "labelsToFields", options: { mode: "columns" } },
      { id: "merge", options: {} },
      { id: "organize", options: { excludeByName: { Time: true }, indexByName: { model: 0, host: 1 } } },
    ])
    .overrides([
      style.named("model", t.columns.model),
      style.named("host", t.columns.host),
      style.named("Value #A", t.columns.vram, { unit: "bytes" }),
      style.named("Value #B", t.columns.size, { unit: "bytes" }),
      style.named("Value #C", t.columns.share, {
        unit: "percentunit",
        thresholds: style.steps(style.colors.bad, [0.999, style.colors.good]).build(),
        "custom.cellOptions": { type: "color-text" },
      }),
      style.named("Value #D", t.columns.context),
      style.named("Value #E", t.columns.expires, { unit: "s" }),
    ]);
  style
    .each(
      fields.map((field) => logql.model(field, freshness)),
      style.now,
    )
    .forEach((target) => table.withTarget(target));
  return table;
}
