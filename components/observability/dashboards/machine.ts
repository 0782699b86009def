import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

import { uids } from "../../shared/naming";
import { disksTable } from "./machine-disks";
import { cardGraphs, memoryGraph } from "./machine-gpu";
import { hostGraphs } from "./machine-host";
import { layersTable, loggedCards } from "./machine-log";
import { cardsTable, holdersTable, kernelTable, sensorTable } from "./machine-tables";
import * as style from "./style";
import * as variables from "./variables";

/** Who holds the cards' memory, and what the host under the models is short of. */
export function machine(context: style.DashboardContext): sdk.DashboardBuilder {
  return (
    style
      .dashboard(uids.dashboards.machine, context.texts.dashboards.machine, [
        // Each as wide as the board: all that a card tells fits into a window of half a screen.
        sensorTable(context, panelIds.sensor, { w: 24, h: 4 }),
        cardsTable(context, panelIds.cards, { w: 24, h: 5 }),
        holdersTable(context, panelIds.holders, { w: 24, h: 8 }),
        memoryGraph(context, panelIds.gpuMemory, { w: 12, h: 9 }),
        ...cardGraphs(context, panelIds),
        kernelTable(context, panelIds.kernelEvents, { w: 18, h: 7 }),
        layersTable(context, panelIds.layers, { w: 9, h: 6 }),
        loggedCards(context, panelIds.log, { w: 15, h: 6 }),
        ...hostGraphs(context, panelIds),
        disksTable(context, panelIds.disks, { w: 12, h: 7 }),
      ])
      // Whoever looks for a holder looks now: lines come every 15 s.
      .refresh("10s")
      .withVariable(variables.hosts(context))
  );
}

/** Panel ids: alert rules link to them. */
export const panelIds = {
  gpuMemory: 1,
  heldByOthers: 2,
  utilization: 3,
  temperature: 4,
  power: 5,
  throttling: 6,
  sensor: 7,
  cards: 8,
  cpu: 10,
  memory: 11,
  pressure: 12,
  disk: 13,
  network: 14,
  processes: 15,
  load: 16,
  processMemory: 17,
  disks: 18,
  holders: 20,
  kernelEvents: 21,
  layers: 22,
  log: 23,
} as const;
