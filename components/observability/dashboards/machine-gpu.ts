import { queries } from "../logql";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** How old the newest line about a card may be, in seconds: the sensor writes four a minute, the probe as it is told to. */
export function cardAge({ freshness }: style.DashboardContext): number {
  return Math.max(60, freshness);
}

/** Whose all cards' memory is: every point is of its moment, so that the parts are those of one whole. */
export function memoryGraph(context: style.DashboardContext, id: number, size: style.Size) {
  const { series, gpuMemory, none } = context.texts.machine;
  const age = cardAge(context);
  const names = {
    ours: `sum by (model) (${logql.model("size_vram", age)}) > 0`,
    beside: logql.oursBesideModels(age),
    others: logql.othersByHolder(),
    unknown: logql.heldByUnknown(age),
    free: logql.memoryLeft(age),
  } as const;
  const keys = Object.keys(names) as (keyof typeof names)[];
  const panel = style
    .stacked(context, id, size, gpuMemory)
    .unit("bytes")
    .noValue(none)
    .overrides([
      style.queryOverride("A", { color: { mode: "shades", fixedColor: style.colors.calm } }),
      style.colorOverride(series.beside, "light-blue"),
      style.queryOverride("C", { color: { mode: "shades", fixedColor: style.colors.bad } }),
      style.colorOverride(series.unknown, style.colors.absent),
      style.queryOverride("E", {
        color: { mode: "fixed", fixedColor: style.colors.good },
        "custom.fillOpacity": 15,
      }),
    ]);
  keys.forEach((key, at) =>
    panel.withTarget(style.rangeQuery(names[key], String.fromCharCode(65 + at), series[key])),
  );
  return panel;
}

interface Ids {
  heldByOthers: number;
  utilization: number;
  temperature: number;
  power: number;
  throttling: number;
}

/** What each card does, a line a card. */
export function cardGraphs(context: style.DashboardContext, ids: Ids) {
  const t = context.texts.machine;
  const step = "$__auto" as const;
  const size = { w: 8, h: 7 };
  const card = "GPU {{gpu}} {{host}}";
  return [
    style
      .timeSeries(context, ids.heldByOthers, { w: 12, h: 9 }, t.heldByOthers)
      .unit("percentunit")
      .max(1)
      .noValue(t.noHolders)
      .withTarget(style.rangeQuery(logql.heldByOthers(step), "A", card)),
    style
      .timeSeries(context, ids.utilization, size, t.utilization)
      .unit("percentunit")
      .max(1)
      .noValue(t.none)
      .withTarget(style.rangeQuery(logql.gpu("utilization", step, "avg"), "A", card)),
    style
      .timeSeries(context, ids.temperature, size, t.temperature)
      .unit("celsius")
      .noValue(t.none)
      .withTarget(style.rangeQuery(logql.gpu("temperature", step, "max"), "A", card)),
    style
      .timeSeries(context, ids.power, size, t.power)
      .unit("watt")
      .noValue(t.none)
      .overrides([style.queryOverride("B", dashed)])
      .withTarget(style.rangeQuery(logql.gpu("power", step, "avg"), "A", card))
      .withTarget(style.rangeQuery(logql.gpu("power_limit", step), "B", `${card} ${t.series.limit}`)),
    style
      .timeSeries(context, ids.throttling, { w: 6, h: 7 }, t.throttling)
      .unit("percentunit")
      .max(1)
      .noValue(t.noThrottle)
      .overrides([style.queryOverride("B", dashed)])
      .withTarget(style.rangeQuery(logql.throttling(step), "A", `${card} {{throttle}}`))
      .withTarget(
        style.rangeQuery(logql.gpu("power_capped", step, "avg"), "B", `${card} ${t.series.capped}`),
      ),
  ];
}

const dashed = { "custom.lineStyle": { fill: "dash", dash: [8, 8] }, "custom.fillOpacity": 0 };
