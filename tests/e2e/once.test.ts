import * as fs from "node:fs";
import * as zlib from "node:zlib";

import { queries, type Side } from "../../components/observability/logql";
import { countedPlaces, countedQueries } from "../../scripts/checks/counted-places";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { type Agent, images } from "./loss/loss";
import { LokiBox } from "./once/loki-box";
import { Site, type SiteSources } from "./once/site";
import { sixty, tells } from "./once/told-requests";
import { hasJournald } from "./stand/journald";
import { until } from "./stand/until";

/**
 * One request counts once, however many places tell of it: a host for each combination, with a real collector, all of
 * them pushing to one real Loki. E2E_AGENT=alloy takes the other agent.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing =
  hasImage(images.loki) ?? hasImage(images[agent]) ?? hasImage(images.writer) ?? hasJournald();

const unit = "ollama.service";
const first = sixty();
const second = sixty(100);
const slow = first.filter(({ seconds }) => seconds > 1);
const failed = first.filter(({ status }) => status === 500);
const answered = first.filter(({ status }) => status !== 500);
/** Those that Ollama answered with text. */
const worked = first.filter(({ status, path }) => status === 200 && path === "/chat");

interface Case {
  what: string;
  sources?: SiteSources;
  /** Files of the site that are there when the collector starts. */
  files?: string[];
  tell: (on: Site) => void | Promise<void>;
  /** Number of lines that arrive. */
  lines: number;
  side?: Side;
  /** How many times sixty requests. @default 1 */
  times?: number;
  /** Tokens and loads, where Ollama tells of them. */
  timings?: number;
  /** Without durations in any line there is no quantile. @default 30 */
  p95?: number;
}

const all = first.length;
const cases: Case[] = [
  {
    what: "application log and access log in one folder",
    files: ["app.log", "access.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      on.append("access.log", first.map(tells.gunicorn));
    },
    lines: 2 * all,
  },
  {
    what: "two application logs and an access log",
    files: ["app.log", "app.jsonl.log", "access.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      on.append("app.jsonl.log", first.map(tells.json));
      on.append("access.log", first.map(tells.uvicorn));
    },
    lines: 3 * all,
  },
  {
    what: "a file and the container that writes it",
    files: ["app.log"],
    tell: async (on) => {
      on.append("app.log", first.map(tells.logfmt));
      await on.container("app", first.map(tells.logfmt));
    },
    lines: 2 * all,
  },
  {
    what: "stdout and stderr",
    tell: (on) => on.container("app", first.map(tells.logfmt), first.map(tells.logfmt)),
    lines: 2 * all,
  },
  {
    what: "stdout, and stderr for what failed",
    tell: (on) => on.container("app", answered.map(tells.logfmt), failed.map(tells.logfmt)),
    lines: all,
  },
  {
    what: "uvicorn on stdout, the application on stderr",
    tell: (on) => on.container("app", first.map(tells.uvicorn), first.map(tells.json)),
    lines: 2 * all,
  },
  {
    what: "nginx in front of gunicorn, a file each",
    files: ["nginx.log", "gunicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("gunicorn.log", first.map(tells.gunicornBehind));
    },
    lines: 2 * all,
  },
  {
    what: "nginx in front of gunicorn, a container each",
    tell: async (on) => {
      await on.container("nginx", first.map(tells.nginxImage));
      await on.container("app", first.map(tells.gunicornInContainer));
    },
    lines: 2 * all,
  },
  {
    what: "nginx on the host in front of gunicorn in a network of containers, a file each",
    files: ["nginx.log", "gunicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("gunicorn.log", first.map(tells.gunicornOfTheHost));
    },
    lines: 2 * all,
  },
  {
    what: "nginx that logs JSON in front of an application that does, and names clients",
    files: ["nginx.log", "app.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginxJson));
      on.append("app.log", first.map(tells.jsonWithClient));
    },
    lines: 2 * all,
  },
  {
    what: "nginx in front of uvicorn",
    files: ["nginx.log", "uvicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("uvicorn.log", first.map(tells.uvicorn));
    },
    lines: 2 * all,
  },
  {
    what: "caddy in front of an application that logs JSON",
    tell: async (on) => {
      await on.container("caddy", first.map(tells.caddy));
      await on.container("app", first.map(tells.json));
    },
    lines: 2 * all,
  },
  {
    what: "caddy's two loggers",
    files: ["caddy.log"],
    tell: (on) => on.append("caddy.log", [...first.map(tells.caddy), ...first.map(tells.caddySite)]),
    lines: 2 * all,
  },
  {
    what: "an access log of all and an application log of slow requests only",
    files: ["access.log", "app.log"],
    tell: (on) => {
      // Of these only one in twelve is slow, so that the quantile is not; of the application's lines all are.
      const few = first.map((told) => ({ ...told, seconds: told.id % 30 === 9 ? 30 : 1 }));
      on.append("access.log", few.map(tells.nginx));
      on.append("app.log", slow.map(tells.logfmt));
    },
    lines: all + slow.length,
    p95: 1,
  },
  {
    what: "rotated copies under a wide glob",
    sources: { webuiFiles: "*" },
    files: ["app.log"],
    tell: async (on) => {
      on.append("app.log", first.map(tells.logfmt));
      for (const copy of ["app.log.1", "app.log-20261125", "app.log.2026-11-25", "app.log.old"])
        fs.copyFileSync(on.file("app.log"), on.file(copy));
      fs.writeFileSync(on.file("app.log.2.gz"), zlib.gzipSync(fs.readFileSync(on.file("app.log"))));
      // A file of a day is no copy. Found later than those, or with them.
      on.append("app-2026-11-25.log", second.map(tells.logfmt));
    },
    lines: 2 * all,
    times: 2,
  },
  {
    what: "loguru's rotation under a glob of logs",
    files: ["app.log"],
    tell: async (on) => {
      on.append("app.log", first.map(tells.logfmt));
      // As a copy: whether one that is renamed had been read to its end is another matter.
      fs.copyFileSync(on.file("app.log"), on.file("app.2026-11-25_19-30-00_123456.log"));
      // Found later than that, or with it.
      on.append("later.log", second.map(tells.logfmt));
    },
    lines: 2 * all,
    times: 2,
  },
  {
    what: "a file that two globs find",
    sources: { webuiFiles: ["*.log", "ov*"] },
    files: ["over.log"],
    tell: (on) => {
      on.append("over.log", first.map(tells.logfmt));
      on.append("over", second.map(tells.logfmt));
    },
    lines: 2 * all,
    times: 2,
  },
  {
    what: "two workers with a file each behind one proxy",
    files: ["nginx.log", "worker-1.log", "worker-2.log"],
    tell: (on) => {
      on.append("nginx.log", [...first, ...second].map(tells.nginx));
      on.append("worker-1.log", first.map(tells.gunicornBehind));
      on.append("worker-2.log", second.map(tells.gunicornBehind));
    },
    lines: 4 * all,
    times: 2,
  },
  {
    what: "two instances with a container each",
    tell: async (on) => {
      await on.container("1", first.map(tells.json));
      await on.container("2", second.map(tells.json));
    },
    lines: 2 * all,
    times: 2,
  },
  {
    what: "Ollama in a container, its file and the journal",
    sources: { units: [unit] },
    files: ["ollama/ollama.log"],
    tell: async (on) => {
      const lines = [
        ...first.map(tells.gin),
        ...worked.map(tells.timing),
        ...worked.slice(0, 3).map(tells.loaded),
      ];
      on.append("ollama/ollama.log", lines);
      await Promise.all([on.container("ollama", lines), on.say(unit, lines)]);
    },
    lines: 3 * (all + worked.length + 3),
    side: "ollama",
    timings: 1,
  },
  {
    what: "two Ollamas with a file each",
    files: ["ollama/1.log", "ollama/2.log"],
    tell: (on) => {
      for (const [name, requests] of [
        ["ollama/1.log", first],
        ["ollama/2.log", second],
      ] as const) {
        const texts = requests.filter(({ status, path }) => status === 200 && path === "/chat");
        on.append(name, [
          ...requests.map(tells.gin),
          ...texts.map(tells.timing),
          ...texts.slice(0, 3).map(tells.loaded),
        ]);
      }
    },
    lines: 2 * (all + worked.length + 3),
    side: "ollama",
    times: 2,
    timings: 2,
  },
];

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
      const told = countedPlaces(await loki.ask(forms ?? ""), await loki.ask(places ?? ""));
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
