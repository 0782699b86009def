import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { allHosts, queries } from "../../components/observability/logql";
import { messages } from "../../components/observability/messages";
import { uids } from "../../components/shared/naming";
import type { GrafanaApi } from "../../scripts/grafana/api";
import { describeE2E } from "../support/engine";
import { Browser, hasBrowser } from "./stand/browser";
import { type Expected, expectedPanels, step, type Workload } from "./stand/expected-panels";
import { type Answer, runPanels } from "./stand/panels";
import { cannotRun, docker, healthy, Stand } from "./stand/stand";
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
      stand.ollama.killRunners();
      await stand.ollama.generate(4).catch(() => undefined);
      const died = '{job="ollama-service"} | event="runner_terminated"';
      await until("the runner's death", async () => (await stand.loki(died)).length > 0);

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

/** Known numbers: 50 requests at the web UI, and 4 at Ollama beside the canary's one. */
async function workload(stand: Stand): Promise<Omit<Workload, "probeRounds">> {
  // All within one point of a graph, so that quantiles are those of the whole.
  await until("a fresh minute", async () => (Date.now() / 1000) % step < step / 2);
  const webui = { ok: 38, notFound: 6, failed: 5, slow: 1 };
  for (let i = 0; i < webui.ok; i++) await stand.chat({ duration: 100 });
  for (let i = 0; i < webui.notFound; i++) await stand.chat({ status: 404, duration: 50 });
  for (let i = 0; i < webui.failed; i++) await stand.chat({ status: 500, duration: 200, note: "boom" });
  await stand.chat({ duration: 31_000 });

  const canary = await until("the canary's line", async () => {
    const [line] = await stand.loki('{job="probe"} |= `"probe":"canary"`');
    return line && (JSON.parse(line.value) as { tokens: number });
  });
  let written = canary.tokens;
  for (const wanted of [5, 10, 15]) written += (await stand.ollama.generate(wanted)).eval_count;
  await expect(stand.ollama.generate(1, "nosuch")).rejects.toThrow("404");

  const sum = (field: string) =>
    `sum(sum_over_time({job="ollama-service"} | ${field}!="" | unwrap ${field} [15m]))`;
  await until("the tokens", async () => Number((await stand.loki(sum("eval_tokens")))[0]?.value) === written);
  const read = Number((await stand.loki(sum("prompt_tokens")))[0]?.value);
  const log = fs.readFileSync(`${stand.logs}/ollama.log`, "utf8");
  const count = (pattern: RegExp) => log.match(pattern)?.length ?? 0;
  const ollama = {
    ok: 4,
    notFound: 1,
    others: count(/^\[GIN\].* 20\d \|.*(POST|GET) +"\/api\/(?!generate|version|ps)/gm),
    loads: count(/msg="loaded runners"/g),
  };
  return { webui, ollama, tokens: { read, written } };
}

async function probeRounds(stand: Stand): Promise<number> {
  return (await stand.loki('{job="probe"} |= `"probe":"ollama"`')).length;
}

/** What a dashboard answers otherwise than it should, one sentence each. */
function differences(uid: string, answers: Answer[], wanted: Record<string, Expected>): string[] {
  const found = answers.map(({ panel, refId }) => `${panel}/${refId}`);
  const unknown = found.filter((name) => !(name in wanted)).map((name) => `${uid} ${name} is not expected`);
  const lost = Object.keys(wanted)
    .filter((name) => !found.includes(name))
    .map((name) => `${uid} ${name} is missing`);
  const wrong = answers.flatMap((answer) => {
    const expected = wanted[`${answer.panel}/${answer.refId}`];
    if (expected === undefined || matches(answer, expected)) return [];
    const said = answer.error ?? JSON.stringify({ series: answer.series, lines: answer.lines });
    return [`${uid} ${answer.panel}/${answer.refId} is ${said}, not ${JSON.stringify(expected)}`];
  });
  return [...unknown, ...lost, ...wrong];
}

function matches(answer: Answer, expected: Expected): boolean {
  if (answer.error) return false;
  if (expected === "nothing") return answer.series.length === 0;
  if ("lines" in expected) return within(answer.lines, expected.lines);
  return Object.entries(expected.series).every(([label, bounds]) => {
    const found = answer.series.filter(({ labels }) => !label || Object.values(labels).includes(label));
    return found.length === 1 && within(reduced(found[0]?.values ?? [], expected.reduce), bounds);
  });
}

function reduced(values: number[], how: "last" | "max" | "sum"): number {
  if (how === "sum") return values.reduce((sum, value) => sum + value, 0);
  return how === "max" ? Math.max(...values) : (values.at(-1) ?? NaN);
}

function within(value: number, [low, high]: [number, number]): boolean {
  return value >= low && value <= high;
}
