import { uids } from "../../components/shared/naming";
import { GrafanaApi } from "../../scripts/grafana/api";
import { Browser, hasBrowser } from "../../tests/e2e/stand/browser";
import { cannotRun } from "../../tests/e2e/stand/cannot-run";
import { docker, healthy } from "../../tests/e2e/stand/docker";
import { panelsOf } from "../../tests/e2e/stand/panels";
import { Stand } from "../../tests/e2e/stand/stand";
import { filled } from "../../tests/support/dashboards";
import { drawn } from "../drawn";
import { fill } from "../fill";
import type { Measure } from "../measure";
import { mostHeldBy } from "../usage";

/** Milliseconds until the overview is drawn, over a day and with everything warm. */
const goal = 3000;
/** MiB that Loki's container is limited to. */
const limit = 1024;
/** So high that no panel waits to be scrolled to. */
const window = { width: 1440, height: 6000 };

const boards = Object.values(uids.dashboards).filter((uid) => uid !== uids.dashboards.runbooks);

/** Dashboards in a real browser, over a day of lines. */
export const board: Measure = {
  name: "board",
  what: "Dashboards in Chromium over a day of lines, until the last panel is drawn, cold and warm",
  async run({ short, rounds }, report) {
    const missing = cannotRun() ?? hasBrowser();
    if (missing) return report.skip("dashboards in a browser", missing);
    const stand = await Stand.create();
    report.later(() => stand.dispose());
    await stand.must("up");
    const number = async (query: string) => Number((await stand.loki(query))[0]?.value);
    const url = `http://127.0.0.1:${stand.ports.loki}`;
    await fill({ url, number }, { lines: short ? 100_000 : 1_000_000 }, ["e2e-host"]);

    const root = `http://127.0.0.1:${stand.ports.grafana}/`;
    const password = await stand.adminPassword();
    for (const uid of short ? [uids.dashboards.overview] : boards) {
      const times = { cold: [] as number[], warm: [] as number[] };
      for (let round = 0; round < rounds; round++) {
        await restart(stand);
        const browser = await Browser.open(root, password, window);
        try {
          const address = `${root}d/${uid}?from=now-24h&to=now`;
          for (const state of ["cold", "warm"] as const)
            times[state].push(await drawn(browser.page, address));
        } finally {
          await browser.close();
        }
      }
      const what = `${uid.replace("deepchat-", "")}, 24 h`;
      const aim = uid === uids.dashboards.overview ? goal : undefined;
      const figure = { subject: "ours", unit: "ms" } as const;
      report({ ...figure, what: `${what}, cold: drawn`, samples: times.cold });
      report({ ...figure, what: `${what}, warm: drawn`, samples: times.warm, goal: aim });
    }

    await restart(stand);
    // Longer than anybody waits: what is measured is told, not cut off.
    const grafana = new GrafanaApi(root, password, 120_000);
    const people = Promise.all([1, 2, 3].flatMap(() => boards.map((uid) => open(grafana, uid))));
    const most = await mostHeldBy(stand.container("loki"), people);
    const what = "three people, all boards at once";
    report({ what: `${what}: Loki's memory`, subject: "ours", unit: "MiB", samples: [most], goal: limit });
    const refused = (await people).flat();
    if (refused[0]) report.skip(`${what}: ${refused.length} panels`, refused[0]);
  },
};

/**
 * All of a dashboard's queries at once, a panel a request, as a browser asks for them, over the time range it opens with.
 *
 * @returns what was refused, and how
 */
async function open(grafana: GrafanaApi, uid: string): Promise<string[]> {
  const to = Date.now();
  const from = to - (uid === uids.dashboards.fleet ? 24 : 1) * 3_600_000;
  const panels = await panelsOf(grafana, uid);
  const refused = await Promise.all(
    panels.map(async ({ title, targets }) => {
      const queries = targets.map((target) => ({
        ...target,
        expr: filled(target.expr.replace(/\$__/g, "\0")).replaceAll("\0", "$__"),
        intervalMs: Math.max(30_000, (to - from) / 500),
        maxDataPoints: 500,
      }));
      const times = { from: String(from), to: String(to) };
      const response = await grafana.request("POST", "/api/ds/query", { queries, ...times });
      return response.ok ? [] : [`${uid} ${title}: ${response.status} ${await response.text()}`];
    }),
  );
  return refused.flat();
}

/** Empties Loki's memory and caches; what it had in memory stands on disk then. */
async function restart(stand: Stand): Promise<void> {
  docker("restart", stand.container("loki"));
  await healthy(stand.container("loki"));
}
