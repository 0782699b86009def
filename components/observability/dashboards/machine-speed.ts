import { queries } from "../logql";
import { layersTable } from "./machine-log";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

/** Panel ids on Models. */
const panelIds = { speed: 51, layers: 52 } as const;

/** A model's speed beside what the card under it did: a row of Models. */
export function machineSpeed(context: style.DashboardContext) {
  const { series, speed } = context.texts.machine;
  const step = "$__auto" as const;
  const card = (name: string) => `${name}: GPU {{gpu}} {{host}}`;
  const share = { unit: "percentunit", max: 1, "custom.axisPlacement": "right", "custom.fillOpacity": 0 };
  return [
    style
      .timeSeries(context, panelIds.speed, { w: 14, h: 8 }, speed)
      .overrides([
        style.queryOverride("B", share),
        style.queryOverride("C", {
          unit: "hertz",
          "custom.axisPlacement": "hidden",
          "custom.fillOpacity": 0,
        }),
        style.queryOverride("D", share),
      ])
      .withTarget(style.rangeQuery(logql.timing("tokens_per_second", step), "A", `${series.speed} {{host}}`))
      .withTarget(style.rangeQuery(logql.gpu("utilization", step, "avg"), "B", card(series.utilization)))
      .withTarget(style.rangeQuery(`${logql.gpu("clock", step, "avg")} * 1000000`, "C", card(series.clock)))
      .withTarget(style.rangeQuery(logql.heldByOthers(step), "D", card(series.held))),
    layersTable(context, panelIds.layers, { w: 10, h: 8 }),
  ];
}
