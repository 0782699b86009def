import { type LoggedGpuField, queries } from "../logql";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** What Ollama's log tells of cards, without any sensor. */

/** How many layers the loads of the time range put on the GPU: a table of Machine and of Models. */
export function layersTable({ texts }: style.DashboardContext, id: number, size: style.Size) {
  const { columns, layers, noLoads } = texts.machine;
  return style
    .table(id, size, layers)
    .minWidth(60)
    .noValue(noLoads)
    .transformations([
      ...style.asRows("Value #A", "host", "layers_offloaded", "layers", "Value #B"),
      { id: "sortBy", options: { sort: [{ field: "Value #A", desc: true }] } },
      { id: "limit", options: { limitField: 10 } },
    ])
    .overrides([
      style.emptyCells,
      style.override("Value #A", columns.last, style.shortTime),
      style.override("host", columns.host, { "custom.minWidth": 85 }),
      style.override("layers_offloaded", columns.onGpu, { "custom.width": 75 }),
      style.override("layers", columns.layers, { "custom.width": 65 }),
      style.override("Value #B", columns.part, {
        unit: "percentunit",
        decimals: 0,
        "custom.width": 70,
        thresholds: style
          .thresholds(style.colors.neutral, [0.001, style.colors.bad], [0.999, style.colors.good])
          .build(),
        "custom.cellOptions": { type: "color-text" },
      }),
    ])
    .withTarget(style.instantQuery(`${logql.loadsByLayers("$__range")} * 1000`, "A"))
    .withTarget(style.instantQuery(logql.layerShares("$__range"), "B"));
}

/** What each card had before the last load, and what that load took of it. */
export function loggedCards({ texts }: style.DashboardContext, id: number, size: style.Size) {
  const { columns, log, noCards } = texts.machine;
  const of = (field: LoggedGpuField) => logql.gpuInLog(field, "$__range");
  const exprs = [
    of("gpu_total"),
    logql.heldInLog("$__range"),
    of("gpu_free"),
    of("gpu_weights"),
    of("gpu_kv"),
    of("gpu_compute"),
  ];
  const bytes = { unit: "bytes" };
  const table = style
    .table(id, size, log)
    .minWidth(60)
    .noValue(noCards)
    .transformations(style.asRows("host", "gpu", ..."ABCDEF".split("").map((at) => `Value #${at}`)))
    .overrides([
      style.emptyCells,
      style.override("host", columns.host, { "custom.minWidth": 85 }),
      style.override("gpu", columns.gpu, { "custom.width": 70 }),
      style.override("Value #A", columns.total, bytes),
      style.override("Value #B", columns.before, { ...bytes, "custom.width": 115 }),
      style.override("Value #C", columns.free, bytes),
      style.override("Value #D", columns.weights, bytes),
      style.override("Value #E", columns.context, bytes),
      style.override("Value #F", columns.computing, { ...bytes, "custom.width": 95 }),
    ]);
  for (const target of style.targets(exprs, style.instantQuery)) table.withTarget(target);
  return table;
}
