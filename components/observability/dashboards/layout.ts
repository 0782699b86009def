import type * as sdk from "@grafana/grafana-foundation-sdk/dashboard";

/** Columns and rows of Grafana's grid, which is 24 columns wide. */
export interface Size {
  w: number;
  h: number;
}

/** For a panel without coordinates of its own: the SDK's dashboard builder lays those out, row after row. */
export function anywhere(size: Size): sdk.GridPos {
  return { x: 0, y: 0, ...size };
}

/** Puts panels one below the other, from the dashboard's top. `x`: the grid's column at their left. */
export function column<T extends PanelLike>(x: number, panels: T[]): T[] {
  let y = 0;
  for (const panel of panels) {
    const { w, h } = panel.build().gridPos as sdk.GridPos;
    panel.gridPos({ x, y, w, h });
    y += h;
  }
  return panels;
}

interface PanelLike {
  build(): sdk.Panel;
  gridPos(gridPos: sdk.GridPos): unknown;
}
