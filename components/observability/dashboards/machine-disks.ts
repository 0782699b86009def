import { queries } from "../logql";
import { words } from "./machine-tables";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** How full disks are, and for how many hours there is room. */
export function disksTable(context: style.DashboardContext, id: number, size: style.Size) {
  const { columns, disks, names, noLines } = context.texts.machine;
  const age = context.freshness;
  const exprs = [
    logql.disk("disk_total", age),
    logql.disk("disk_free", age),
    logql.disk("inodes_free_share", age),
    logql.diskHoursLeft(age, 6 * 3600),
    logql.diskErrors(age),
  ];
  const table = style
    .table(id, size, disks)
    .minWidth(60)
    .noValue(noLines)
    .transformations([
      ...style.asRows("host", "disk", "Value #A", "Value #B", "Value #C", "Value #D", "disk_error"),
      style.without("Value #E"),
    ])
    .overrides([
      style.emptyCells,
      style.override("host", columns.host),
      style.override("disk", columns.disk, words(names)),
      style.override("Value #A", columns.total, { unit: "bytes" }),
      style.override("Value #B", columns.free, { unit: "bytes" }),
      style.override("Value #C", columns.inodes, { unit: "percentunit", decimals: 0, "custom.width": 100 }),
      style.override("Value #D", columns.hours, {
        decimals: 0,
        "custom.width": 95,
        // It does not fill: nothing to be red about.
        mappings: [style.nothing(style.colors.neutral)],
        thresholds: style
          .thresholds(style.colors.bad, [24, style.colors.warn], [7 * 24, style.colors.neutral])
          .build(),
        "custom.cellOptions": { type: "color-text" },
      }),
      style.override("disk_error", columns.error),
    ]);
  for (const target of style.targets(exprs, style.instantQuery)) table.withTarget(target);
  return table;
}
