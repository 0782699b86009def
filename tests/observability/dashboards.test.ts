import { parser } from "@grafana/lezer-logql";

import { panelIds } from "../../components/observability/dashboards/machine";
import { uids } from "../../components/shared/naming";
import { build, filled, panels, targets } from "../support/dashboards";

/** Positions at which a LogQL expression does not parse. */
function errors(expr: string): number[] {
  const found: number[] = [];
  parser.parse(expr).iterate({ enter: (node) => void (node.type.isError && found.push(node.from)) });
  return found;
}

describe.each(["en", "zh"] as const)("dashboards in %s", (language) => {
  const all = build(language);

  it("match their reviewed form", () => {
    expect(all).toMatchSnapshot();
  });

  it("have the uids others refer to, and unique panel ids and titles", () => {
    expect(all.map(({ uid }) => uid)).toEqual(Object.values(uids.dashboards));
    for (const dashboard of all) {
      const ids = panels(dashboard).map(({ id }) => id);
      const titles = panels(dashboard).flatMap(({ title }) => title ?? []);
      expect(new Set(ids).size).toBe(ids.length);
      expect(new Set(titles).size).toBe(titles.length);
      expect(JSON.stringify(dashboard)).not.toContain("Output<T>");
    }
  });

  it("describe every panel with a query", () => {
    for (const panel of all.flatMap(panels).filter(({ targets = [] }) => targets.length > 0)) {
      expect([panel.title, panel.description]).toEqual([expect.any(String), expect.stringMatching(/.{20}/)]);
    }
  });

  it("query the stack's datasource with expressions that parse", () => {
    const queries = all.flatMap(targets);
    expect(queries.length).toBeGreaterThan(10);
    for (const { expr, datasource } of queries) {
      expect(datasource).toEqual({ type: "loki", uid: uids.datasource });
      expect([filled(expr), errors(filled(expr))]).toEqual([filled(expr), []]);
    }
  });

  it("declare every variable they use", () => {
    for (const dashboard of all) {
      const declared = (dashboard.templating?.list ?? []).map(({ name }) => name);
      const used = targets(dashboard).flatMap(({ expr }) =>
        [...expr.matchAll(/\$\{?([A-Za-z]\w*)/g)].map(([, name]) => name),
      );
      for (const name of used) expect(declared).toContain(name);
    }
  });

  it("ask about the chosen hosts alone wherever a dashboard lets one choose", () => {
    const choosing = all.filter(({ templating }) => templating?.list?.some(({ name }) => name === "host"));
    expect(choosing.length).toBeGreaterThan(3);
    for (const dashboard of choosing) {
      const events = (dashboard.annotations?.list ?? []) as unknown as { expr: string }[];
      for (const { expr } of [...targets(dashboard), ...events]) {
        const selectors = expr.match(/(?<!\{)\{\w+=[^}]*\}/g) ?? [];
        expect([expr, selectors.length > 0]).toEqual([expr, true]);
        for (const selector of selectors) expect(selector).toMatch(/^\{host=~"\$host", /);
      }
    }
  });

  it("lead to Explore with every variable's value in place, for Explore has no variables", () => {
    let seen = 0;
    for (const dashboard of all) {
      for (const { url = "" } of panels(dashboard).flatMap(({ links = [] }) => links)) {
        const panes = /panes=(.*)/.exec(url)?.[1];
        if (!panes) continue;
        seen++;
        const open = decodeURIComponent(panes.replace(/\$\{\w+(:(pipe|percentencode))?\}/g, "1"));
        const { queries } = (JSON.parse(open) as { a: { queries: { expr: string }[] } }).a;
        expect(queries.length).toBeGreaterThan(0);
        for (const { expr } of queries) expect([url, expr.match(/\$(?!__)/)]).toEqual([url, null]);
      }
      // "+" in an address is a space.
      for (const { allValue } of (dashboard.templating?.list ?? []) as { allValue?: string }[])
        expect(allValue ?? "").not.toContain("+");
    }
    expect(seen).toBeGreaterThan(20);
  });

  it("lay panels out within the grid, without overlaps", () => {
    for (const dashboard of all) {
      const taken = new Set<string>();
      for (const { gridPos, title } of panels(dashboard)) {
        const { x, y, w, h } = gridPos as { x: number; y: number; w: number; h: number };
        expect(x + w).toBeLessThanOrEqual(24);
        for (let column = x; column < x + w; column++) {
          for (let row = y; row < y + h; row++) {
            expect([title, taken.has(`${column},${row}`)]).toEqual([title, false]);
            taken.add(`${column},${row}`);
          }
        }
      }
    }
  });
});

it("says in a cell without a figure nothing that is meant for a table without rows", () => {
  interface Config {
    defaults: { noValue?: string };
    overrides: { matcher: { options?: string }; properties: { id: string; value?: unknown }[] }[];
  }
  const tables = build("en").flatMap((board) => panels(board).filter(({ type }) => type === "table"));
  const worded = tables.filter(({ fieldConfig }) => (fieldConfig as unknown as Config).defaults.noValue);
  expect(worded.length).toBeGreaterThan(5);
  for (const { title, fieldConfig } of worded) {
    const all = (fieldConfig as unknown as Config).overrides.find(
      ({ matcher }) => matcher.options === "/.*/",
    );
    expect([title, all?.properties]).toEqual([title, [{ id: "noValue", value: "–" }]]);
  }
});

it("notices an expression that does not parse", () => {
  expect(errors('sum(rate({job="x"} [5m])')).not.toEqual([]);
});

it("names the servers where Ollama is not the only one", () => {
  const tile = (modelServers: boolean) => {
    const [overview] = build("en", modelServers);
    return overview && panels(overview).find(({ id }) => id === 2);
  };
  expect(tile(false)).toMatchObject({ title: "Ollama", options: { textMode: "auto" } });
  expect(tile(true)).toMatchObject({ title: "Model servers", options: { textMode: "value_and_name" } });
});

it("leads from the overview's tiles about the machine to the table of who holds it", () => {
  const boards = build("en");
  const about = boards
    .flatMap((board) => (board.uid === uids.dashboards.overview ? panels(board) : []))
    .filter(({ title = "" }) => /GPU|Host memory/.test(title));
  expect(about).toHaveLength(4);
  const to = `/d/${uids.dashboards.machine}?\${__url_time_range}&\${host:queryparam}`;
  for (const { title, fieldConfig } of about)
    expect([title, fieldConfig?.defaults.links]).toEqual([title, [expect.objectContaining({ url: to })]]);
  const machine = boards.find(({ uid }) => uid === uids.dashboards.machine);
  const holders = machine && panels(machine).find(({ id }) => id === panelIds.holders);
  expect(holders?.title).toBe("Who holds the cards");
});

it("shows all that each card tells without scrolling in a window of half a screen", () => {
  const machine = build("en").find(({ uid }) => uid === uids.dashboards.machine);
  const table = machine && panels(machine).find(({ id }) => id === panelIds.cards);
  interface Config {
    defaults: { custom: { minWidth: number } };
    overrides: { matcher: { id: string }; properties: { id: string; value?: unknown }[] }[];
  }
  const { defaults, overrides } = table?.fieldConfig as unknown as Config;
  const columns = overrides.filter(({ matcher }) => matcher.id === "byName");
  const widths = columns.map(({ properties }) =>
    Number(
      properties.find(({ id }) => ["custom.width", "custom.minWidth"].includes(id))?.value ??
        defaults.custom.minWidth,
    ),
  );
  const halfScreen = 960;
  const beside = 40;
  expect(widths.length).toBeGreaterThan(8);
  expect(widths.reduce((sum, width) => sum + width)).toBeLessThan(
    ((table?.gridPos?.w ?? 0) / 24) * (halfScreen - beside),
  );
});
