import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allHosts, queries } from "../../components/observability/logql";
import { messages } from "../../components/observability/messages";
import { uids } from "../../components/shared/naming";
import type { GrafanaApi } from "../../scripts/grafana/api";
import { describeE2E } from "../support/engine";
import { differences } from "./dashboards/differences";
import { probeRounds, workload } from "./dashboards/workload";
import { Browser, hasBrowser } from "./stand/browser";
import { cannotRun } from "./stand/cannot-run";
import { docker, healthy } from "./stand/docker";
import { step } from "./stand/expected";
import { expectedPanels } from "./stand/expected-panels";
import { runPanels } from "./stand/panels";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** Every query of every panel against a workload with known numbers, and every dashboard in a real browser. */
const missing = cannotRun();

const all = Object.values(uids.dashboards).filter((uid) => uid !== uids.dashboards.runbooks);

describeE2E("dashboards", missing, () => {
  let stand: Stand;
  let grafana: GrafanaApi;
  let before = 0;
  const tile = async (title: string) => {
    const answers = await runPanels(grafana, uids.dashboards.overview, Date.now() - 300_000);
    return answers.find(({ panel }) => panel === title)?.series[0]?.values.at(-1);
  };
  const becomes = (title: string, value: number) =>
    until(`tile ${title} is ${value}`, async () => (await tile(title)) === value, 120_000, 1000);

  beforeAll(async () => {
    before = Date.now();
    stand = await Stand.create({ canaryModel: "tiny", canaryInterval: "60m" });
    await stand.must("up");
    grafana = await stand.grafana();
  }, 240_000);
  afterAll(async () => stand?.dispose(), 120_000);

  it("shows the truth while nobody uses anything", async () => {
    const idle = { DeepChat: 1, Ollama: 1, Logs: 1, Alerts: 0, "5xx": 0 };
    for (const [title, value] of Object.entries(idle)) await becomes(title, value);
    const answers = await runPanels(grafana, uids.dashboards.overview, Date.now() - 60_000);
    const rates = answers.filter(({ panel }) => panel === "Requests per second");
    expect(rates[0]?.series[0]?.values.at(-1)).toBe(0);
    // No request, no share of errors and no latency: neither is zero.
    const webui = answers.filter(({ panel, refId }) => panel === "Error share" && refId !== "C");
    for (const { series } of webui) expect(series).toEqual([]);
  }, 180_000);

  it("answers every panel with the numbers of a known workload", async () => {
    const work = await workload(stand);
    let wrong: string[] = [];
    const right = async () => {
      const wanted = expectedPanels({ ...work, probeRounds: await probeRounds(stand) });
      expect(Object.keys(wanted).sort()).toEqual([...all].sort());
      wrong = [];
      for (const uid of all) {
        wrong.push(...differences(uid, await runPanels(grafana, uid, before, step), wanted[uid] ?? {}));
      }
      return wrong.length === 0;
    };
    // The newest point of a graph is up to a step old.
    await until("every panel is right", right, 2 * step * 1000, 2000).catch(() => undefined);
    expect(wrong).toEqual([]);
  }, 240_000);

  it("finds the lines of one request, and none without an id", async () => {
    const lines = async (id: string) =>
      (await stand.loki(queries(allHosts).requestTrace("request").replaceAll("$request", id))).map(
        ({ value }) => value,
      );
    // In the web UI's file and in its container's log.
    const found = await lines("req-00001");
    expect(found).toHaveLength(2);
    for (const line of found) expect(line).toContain("request_id=req-00001");
    expect(await lines("req-99999")).toEqual([]);
    expect(await lines("")).toEqual([]);
  });

  const noBrowser = missing ?? hasBrowser();
  (noBrowser ? it.skip : it)(
    `leads from the overview to the guilty line in at most three clicks${noBrowser ? ` (${noBrowser})` : ""}`,
    async () => {
      const died = '{job="ollama-service"} | event="runner_terminated"';
      await until(
        "the runner's death",
        async () => {
          if ((await stand.loki(died)).length > 0) return true;
          await stand.ollama.loseRunner().catch(() => undefined);
          return false;
        },
        80_000,
        2000,
      );

      const root = `http://127.0.0.1:${stand.ports.grafana}/`;
      const browser = await Browser.open(root, await stand.adminPassword(), { width: 1440, height: 1400 });
      try {
        await browser.visit(`d/${uids.dashboards.overview}`);
        await browser.click("5xx");
        expect(await browser.text("Web UI: error lines")).toContain("boom");

        await browser.visit(`d/${uids.dashboards.overview}`);
        await browser.click("Ollama");
        await browser.click("Failures");
        expect(await browser.text("Lines")).toContain("no longer running");

        await browser.visit(`d/${uids.dashboards.overview}`);
        await browser.click("Logs");
        expect(await browser.text("Last line of each source")).toContain("[GIN]");

        await browser.visit(`d/${uids.dashboards.overview}`);
        await browser.click("GPU held by others");
        expect(await browser.text("Can the cards be read?")).toContain("no GPU");
      } finally {
        await browser.close();
      }
    },
    120_000,
  );

  it("turns red when Ollama, the web UI or the collector is gone, and green again", async () => {
    await stand.ollama.kill();
    await becomes("Ollama", 0);
    await stand.ollama.start();
    await becomes("Ollama", 1);
    stand.stopWebui();
    await becomes("DeepChat", 0);
    docker("stop", stand.container("collector"));
    await becomes("Logs", 0);
    // Blind is not the same as down.
    await becomes("Ollama", -1);
    docker("start", stand.container("collector"));
    await healthy(stand.container("collector"));
    await becomes("Ollama", 1);
  }, 400_000);

  it("shows a host that went silent as such", async () => {
    const time = `${Date.now() - 600_000}000000`;
    const values = [[time, JSON.stringify({ probe: "ollama", up: 1 })]];
    const body = JSON.stringify({ streams: [{ stream: { job: "probe", host: "silent-host" }, values }] });
    const headers = { "Content-Type": "application/json" };
    const url = `http://127.0.0.1:${stand.ports.loki}/loki/api/v1/push`;
    expect((await fetch(url, { method: "POST", headers, body })).status).toBe(204);
    const hosts = async (): Promise<Record<string, unknown>> => {
      const answers = await runPanels(grafana, uids.dashboards.fleet, Date.now() - 1_200_000);
      const { series } = answers.find(({ panel, refId }) => panel === "Hosts" && refId === "A") ?? {};
      return Object.fromEntries(
        (series ?? []).map(({ labels, values }) => [String(labels.host), values.at(-1)]),
      );
    };
    await until("the silent host", async () => (await hosts())["silent-host"] === -1);
    expect((await hosts())["e2e-host"]).toBe(1);
  }, 90_000);

  describe.each(["en", "zh"] as const)("in a browser, in %s", (language) => {
    let browser: Browser;
    beforeAll(async () => {
      if (noBrowser) return;
      stand.configure({ canaryModel: "tiny", canaryInterval: "60m", language });
      await stand.must("up");
      const root = `http://127.0.0.1:${stand.ports.grafana}/`;
      browser = await Browser.open(root, await stand.adminPassword(), { width: 1440, height: 1800 });
    }, 120_000);
    afterAll(async () => browser?.close());

    (noBrowser ? it.skip : it).each(["light", "dark"])(
      `draws every dashboard without an error, %s${noBrowser ? ` (${noBrowser})` : ""}`,
      async (theme) => {
        const pictures = process.env.SCREENSHOTS ?? fs.mkdtempSync(path.join(os.tmpdir(), "screenshots-"));
        for (const [key, uid] of Object.entries(uids.dashboards)) {
          const picture = path.join(pictures, `${key}-${language}-${theme}.png`);
          const visit = await browser.visit(`d/${uid}?theme=${theme}&from=now-15m&to=now`, picture);
          expect({ uid, ...visit, text: "" }).toEqual({ uid, panelErrors: [], failures: [], text: "" });
          const texts = messages[language].dashboards[key as keyof typeof uids.dashboards];
          expect(visit.text).toContain(texts.title);
        }
        if (!process.env.SCREENSHOTS) fs.rmSync(pictures, { recursive: true });
      },
      240_000,
    );
  });
});
