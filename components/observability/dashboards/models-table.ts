import { queries } from "../logql";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** What is loaded now: a table of the overview and of Models. */
export function modelsTable(context: style.DashboardContext, id: number, size: style.Size) {
  const { texts, freshness } = context;
  const t = texts.models;
  const fields = ["size_vram", "gpu_share", "context_length", "expires_in_s", "size"] as const;
  // Partly on the CPU is bad; a host without a GPU is just that.
  const table = style
    .table(id, size, t.table)
    .minWidth(60)
    .transformations(
      // What a narrow window has no room for comes last.
      style.asRows("model", "Value #A", "Value #B", "Value #C", "Value #D", "host", "Value #E"),
    )
    .overrides([
      style.override("model", t.columns.model, { "custom.minWidth": 120 }),
      style.override("host", t.columns.host),
      style.override("Value #A", t.columns.vram, { unit: "bytes", "custom.width": 85 }),
      style.override("Value #B", t.columns.share, {
        unit: "percentunit",
        "custom.width": 80,
        thresholds: style
          .thresholds(style.colors.neutral, [0.001, style.colors.bad], [0.999, style.colors.good])
          .build(),
        "custom.cellOptions": { type: "color-text" },
      }),
      style.override("Value #C", t.columns.context, { "custom.width": 75 }),
      style.override("Value #D", t.columns.expires, { unit: "s", "custom.width": 90 }),
      style.override("Value #E", t.columns.size, { unit: "bytes", "custom.width": 85 }),
    ]);
  style
    .targets(
      fields.map((field) => logql.model(field, freshness)),
      style.instantQuery,
    )
    .forEach((target) => table.withTarget(target));
  return table;
}
