import { queries } from "../logql";
import { cardAge } from "./machine-gpu";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** A label's values as words for people, in a colour where one is due. */
export function words(
  texts: Record<string, string>,
  color: (key: string) => string = () => style.colors.neutral,
) {
  return {
    mappings: [
      style.valueMapping(
        Object.fromEntries(Object.entries(texts).map(([key, text]) => [key, { text, color: color(key) }])),
      ),
    ],
    "custom.cellOptions": { type: "color-text" },
  };
}

/** Colours of what can be said of a sensor or card: a card that cannot be read is no fault by itself, and not well. */
function stateColor(state: string): string {
  if (state === "readable") return style.colors.good;
  return ["none", "no_card"].includes(state) ? style.colors.neutral : style.colors.warn;
}

/** Sentences are read whole. */
const wrapped = { "custom.wrapText": true };

/** Whether each host's cards can be read. */
export function sensorTable(context: style.DashboardContext, id: number, size: style.Size) {
  const { columns, states, sensor } = context.texts.machine;
  return style
    .table(id, size, sensor)
    .transformations([...style.asRows("host", "state", "error"), style.without("Value #A")])
    .overrides([
      style.override("host", columns.host, { "custom.width": 110 }),
      style.override("state", columns.state, { ...words(states, stateColor), ...wrapped }),
      style.override("error", columns.error, wrapped),
    ])
    .withTarget(style.instantQuery(logql.sensorState(cardAge(context)), "A"));
}

/** What each card does now. */
export function cardsTable(context: style.DashboardContext, id: number, size: style.Size) {
  const { columns, states, cards, noSensor } = context.texts.machine;
  const age = cardAge(context);
  const share = { unit: "percentunit", decimals: 0, "custom.width": 70 };
  const exprs = [
    logql.cards(age),
    logql.gpu("memory_used_share", age),
    logql.gpu("memory_free", age),
    logql.heldByOthers(age),
    logql.gpu("utilization", age),
    logql.gpu("temperature", age),
    logql.gpu("power", age),
  ];
  const table = style
    .table(id, size, cards)
    .minWidth(60)
    .noValue(noSensor)
    .transformations([
      ...style.asRows(
        "host",
        "gpu",
        "name",
        "state",
        ..."BCDEFG".split("").map((of) => `Value #${of}`),
        "throttle",
      ),
      style.without("Value #A"),
    ])
    .overrides([
      style.emptyCells,
      style.override("host", columns.host, { "custom.minWidth": 85 }),
      style.override("gpu", columns.gpu, { "custom.width": 60 }),
      style.override("name", columns.name, { "custom.minWidth": 110 }),
      style.override("state", columns.state, { ...words(states, stateColor), "custom.minWidth": 85 }),
      style.override("throttle", columns.throttle),
      style.override("Value #B", columns.used, share),
      style.override("Value #C", columns.free, { unit: "bytes", "custom.width": 80 }),
      style.override("Value #D", columns.held, { ...share, ...heavy }),
      style.override("Value #E", columns.utilization, share),
      style.override("Value #F", columns.temperature, { unit: "celsius", "custom.width": 70 }),
      style.override("Value #G", columns.power, { unit: "watt", decimals: 0, "custom.width": 70 }),
    ]);
  for (const target of style.targets(exprs, style.instantQuery)) table.withTarget(target);
  return table;
}

/** Marks what others hold where models hardly fit beside it. */
const heavy = {
  thresholds: style
    .thresholds(style.colors.neutral, [0.25, style.colors.warn], [0.5, style.colors.bad])
    .build(),
  "custom.cellOptions": { type: "color-text" },
};

/** Who holds memory of which card: the guilty row. */
export function holdersTable(context: style.DashboardContext, id: number, size: style.Size) {
  const t = context.texts.machine;
  const { columns } = t;
  const whose = { "1": t.names.ours, "0": t.names.others };
  return style
    .table(id, size, t.holders)
    .minWidth(60)
    .noValue(t.noHolders)
    .transformations([
      ...style.asRows("host", "gpu", "holder", "ours", "Value #A", "Value #B", "kind", "image", "process"),
      { id: "sortBy", options: { sort: [{ field: "Value #A", desc: true }] } },
    ])
    .overrides([
      style.emptyCells,
      style.override("host", columns.host, { "custom.minWidth": 85 }),
      style.override("gpu", columns.gpu, { "custom.width": 60 }),
      // Who holds it is what people came for: a container's whole name.
      style.override("holder", columns.holder, { "custom.minWidth": 200 }),
      style.override(
        "ours",
        columns.ours,
        words(whose, (key) => (key === "1" ? style.colors.calm : style.colors.warn)),
      ),
      style.override("Value #A", columns.memory, { unit: "bytes", "custom.width": 90 }),
      style.override("Value #B", columns.share, { unit: "percentunit", decimals: 0, "custom.width": 70 }),
      style.override("kind", columns.kind, { ...words(t.names), "custom.minWidth": 80 }),
      style.override("image", columns.image),
      style.override("process", columns.process),
    ])
    .withTarget(style.instantQuery(logql.holders(), "A"))
    .withTarget(style.instantQuery(logql.holderShares(cardAge(context)), "B"));
}

/** What the kernel said of cards, memory and disks: how often, and when last. */
export function kernelTable({ texts }: style.DashboardContext, id: number, size: style.Size) {
  const { columns, kernel, kernelEvents, noKernel } = texts.machine;
  return style
    .table(id, size, kernel)
    .minWidth(60)
    .noValue(noKernel)
    .transformations([
      ...style.asRows("Value #A", "host", "event", "xid", "xid_kind", "victim", "Value #B"),
      { id: "sortBy", options: { sort: [{ field: "Value #A", desc: true }] } },
    ])
    .overrides([
      style.emptyCells,
      style.override("Value #A", columns.last, style.shortTime),
      style.override("host", columns.host),
      style.override(
        "event",
        columns.event,
        words(kernelEvents, () => style.colors.bad),
      ),
      style.override("xid", columns.xid),
      style.override("xid_kind", columns.xidKind),
      style.override("victim", columns.victim),
      style.override("Value #B", columns.count, { "custom.width": 70 }),
    ])
    .withTarget(style.instantQuery(`${logql.kernelLast("$__range")} * 1000`, "A"))
    .withTarget(style.instantQuery(logql.kernelCounts("$__range"), "B"));
}
