import type { Agent } from "../../components/config/schema";
import { queries } from "../../components/observability/logql";
import { countedPlaces, countedQueries } from "../../scripts/checks/counted-places";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { images } from "./loss/images";
import { fileCases } from "./once/files";
import { LokiBox } from "./once/loki-box";
import { ollamaCases } from "./once/ollama";
import { programCases } from "./once/programs";
import { proxyCases } from "./once/proxies";
import { Site } from "./once/site";
import { worked } from "./once/told-requests";
import { hasJournald } from "./stand/journald";
import { until } from "./stand/until";

/**
 * One request counts once, however many places tell of it: a host for each combination, with a real collector, all of
 * them pushing to one real Loki. E2E_AGENT=alloy takes the other agent.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing =
  hasImage(images.loki) ?? hasImage(images[agent]) ?? hasImage(images.writer) ?? hasJournald();

const cases = [...programCases, ...fileCases, ...proxyCases, ...ollamaCases];

const started = "the collector has come as far as this";

describeE2E(`with ${agent}`, missing, () => {
  let loki: LokiBox;
  const sites: Site[] = [];
  const host = (what: string) => what.replace(/[^\w]+/g, "-");
  const lines = async (of: string) =>
    (await loki.ask(`sum(count_over_time({host="${of}"}[15m]))`))[0]?.value ?? 0;

  beforeAll(async () => {
    loki = await LokiBox.start();
    await Promise.all(
      cases.map(async ({ what, sources, files = [], tell, lines: expected }) => {
        const site = await Site.start(agent, loki.url, host(what), sources);
        sites.push(site);
        // A file is followed from its end before anything is told: what it held before would be history.
        files.forEach((name) => site.append(name, [started]));
        try {
          await until(`${what}: started`, async () => (await lines(site.host)) >= files.length, 120_000);
          await tell(site);
          const wanted = expected + files.length;
          await until(`${what}: ${wanted} lines`, async () => (await lines(site.host)) >= wanted, 120_000);
        } catch (error) {
          throw new Error(
            `${(error as Error).message}, ${await lines(site.host)} lines\n${await site.log()}`,
            {
              cause: error,
            },
          );
        }
      }),
    );
  }, 300_000);
  afterAll(async () => {
    await Promise.all(sites.map((site) => site.dispose()));
    loki?.dispose();
  }, 60_000);

  describe.each(cases)("$what", ({ what, lines: expected, files = [], side = "webui", ...more }) => {
    const { times = 1, timings = 0, p95 = 30 } = more;
    const logql = queries({ host: host(what) });
    const ask = (expr: string) =>
      loki.ask(expr.replaceAll("$__range", "15m")).then((all) =>
        // Loki names of what it was asked for only.
        Object.fromEntries(all.map(({ metric, value }) => [metric.path ?? metric.class ?? "", value])),
      );
    const path = (name: string) => (side === "ollama" ? `/api${name}` : name);

    it("reads each line once", async () => {
      expect(await lines(host(what))).toBe(expected + files.length);
    });

    it("counts each request once", async () => {
      expect(await ask(logql.requestCount(side, 900))).toEqual({ "": 60 * times });
      expect(await ask(logql.requestCount(side, 900, 5))).toEqual({ "": 6 * times });
      expect((await ask(logql.requestRate(side, 900)))[""]).toBeCloseTo((60 * times) / 900, 9);
      expect((await ask(logql.errorShare(side, 5, 900)))[""]).toBeCloseTo(0.1, 9);
      expect((await ask(logql.errorShareByHost(side, 5, 900, 60 * times)))[""]).toBeCloseTo(0.1, 9);
      expect(await ask(logql.errorShareByHost(side, 5, 900, 60 * times + 1))).toEqual({});
      const classes = await ask(logql.statusRate(side, 900));
      const perSecond = (count: number) => expect.closeTo((count * times) / 900, 9) as number;
      expect(classes).toEqual({ "2xx": perSecond(51), "4xx": perSecond(3), "5xx": perSecond(6) });
    });

    it("takes quantiles where they are known of every request", async () => {
      expect((await ask(logql.latency(side, 0.95, 900)))[""]).toBeCloseTo(p95, 2);
      const byPath = await ask(logql.pathLatency(side));
      expect(byPath[path("/chat")]).toBeCloseTo(p95, 2);
    });

    it("says how many count, and from where", async () => {
      const [forms, places] = countedQueries(side, { host: host(what) });
      const told = countedPlaces(side, await loki.ask(forms ?? ""), await loki.ask(places ?? ""));
      expect(told.map(({ text }) => text)).toEqual([
        expect.stringMatching(new RegExp(`^${60 * times} counted from `)),
      ]);
    });

    it("counts paths once", async () => {
      expect(await ask(logql.pathCount(side))).toEqual({
        [path("/chat")]: 40 * times,
        [path("/models")]: 20 * times,
      });
    });

    if (timings > 0)
      it("counts tokens, answers and events once", async () => {
        const texts = worked.length * timings;
        expect(await ask(logql.tokens("eval_tokens", 900))).toEqual({ "": 20 * texts });
        expect((await ask(logql.tokenRate("eval_tokens", 900)))[""]).toBeCloseTo((20 * texts) / 900, 9);
        expect(await ask(logql.generations(900))).toEqual({ "": texts });
        expect(await ask(logql.events("model_loaded", 900))).toEqual({ "": 3 * timings });
        expect(await ask(logql.generationRequests(900))).toEqual({ "": 40 * times });
        expect((await ask(logql.timing("tokens_per_second", 900)))[""]).toBe(20);
      });
  });
});
