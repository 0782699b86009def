import { gpuTileStates, queries } from "../logql";
import * as links from "./links";
import { cardAge } from "./machine-gpu";
import * as style from "./style";
import { chosenHosts } from "./variables";

const logql = queries(chosenHosts);

interface Ids {
  gpuFree: number;
  gpuHeld: number;
  gpuHottest: number;
  hostMemory: number;
}

/** The machine in a row of tiles: each leads to who is behind it. */
export function machineTiles(context: style.DashboardContext, ids: Ids) {
  const { tiles, none, tileStates } = context.texts.machine;
  const age = cardAge(context);
  const tile = (id: number, text: style.PanelTexts) =>
    style.stat(id, { w: 6, h: 3 }, text).dataLinks([links.toDashboard(context.texts, "machine")]);
  const states = style.valueMapping({
    [gpuTileStates.unreadable]: { text: tileStates.unreadable, color: style.colors.warn },
    [gpuTileStates.unwatched]: { text: tileStates.unwatched, color: style.colors.absent },
    [gpuTileStates.none]: { text: none, color: style.colors.absent },
    [gpuTileStates.untold]: { text: tileStates.untold, color: style.colors.absent },
  });
  const ofCards = (id: number, text: style.PanelTexts) =>
    tile(id, text).mappings([states, style.nothing(style.colors.warn)]);
  return [
    ofCards(ids.gpuFree, tiles.free)
      .unit("bytes")
      .decimals(1)
      .thresholds(style.thresholds(style.colors.calm))
      .withTarget(style.instantQuery(logql.gpuTile(`sum(${logql.gpu("memory_free", age)})`, age), "A")),
    ofCards(ids.gpuHeld, tiles.held)
      .unit("percentunit")
      .decimals(0)
      .thresholds(style.thresholds(style.colors.good, [0.25, style.colors.warn], [0.5, style.colors.bad]))
      .withTarget(style.instantQuery(logql.heldByOthersTile(age), "A")),
    ofCards(ids.gpuHottest, tiles.hottest)
      .unit("celsius")
      .thresholds(style.thresholds(style.colors.good, [80, style.colors.warn], [90, style.colors.bad]))
      .withTarget(style.instantQuery(logql.gpuTile(`max(${logql.gpu("temperature", age)})`, age), "A")),
    tile(ids.hostMemory, tiles.memory)
      .unit("percentunit")
      .decimals(0)
      .thresholds(style.thresholds(style.colors.bad, [0.05, style.colors.warn], [0.1, style.colors.good]))
      .withTarget(style.instantQuery(`min(${logql.machine("memory_free_share", context.freshness)})`, "A")),
  ];
}
