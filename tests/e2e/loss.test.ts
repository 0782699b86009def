import * as fs from "node:fs";

import type { Agent } from "../../components/config/schema";
import { describeE2E, hasImage, type Missing } from "../support/engine";
import { accidents, numbers } from "./loss/accidents";
import { Bench } from "./loss/bench";
import { ContainerWriter } from "./loss/container-writer";
import { figures, type Outcome } from "./loss/count";
import { images } from "./loss/images";
import { limits, nearest, outside } from "./loss/limits";
import { awaySeconds, outagesOf, through, whileAway } from "./loss/outages";
import { line } from "./loss/writers";
import { until } from "./stand/until";

/**
 * What is lost and what comes twice, fault by fault: numbered lines in, numbered lines out of Loki.
 *
 * Not the whole stack runs here but Loki and a collector, started by docker with the configuration a stack renders:
 * these two alone decide, and several pairs side by side let faults run at the same time. E2E_AGENT=alloy measures the
 * other agent, E2E_LONG=1 keeps Loki away for ten minutes instead of one. The table that this file prints at its end
 * is the one in docs/operations.md.
 */
const agent: Agent = process.env.E2E_AGENT === "alloy" ? "alloy" : "promtail";

const missing: Missing =
  hasImage(images.loki) ?? hasImage(images.proxy) ?? hasImage(images[agent]) ?? hasImage(images.writer);

const benches: Bench[] = [];
const measured: Record<string, Record<string, number>> = {};

async function bench(first = agent): Promise<Bench> {
  const started = await Bench.start(first);
  benches.push(started);
  return started;
}

describeE2E(`with ${agent}`, missing, () => {
  const clear = () => Promise.all(benches.splice(0).map((each) => each.dispose()));
  afterAll(() => console.table(measured));

  describe("a flood", () => {
    afterEach(clear, 60_000);

    it("has 50,000 lines with as many durations ready for queries, in a handful of streams", async () => {
      const on = await bench();
      fs.writeFileSync(on.file("flood"), line("first", 1));
      await on.arrived("first", 1);
      const lines = numbers(50_000).map((n) => line("flood", n));
      fs.appendFileSync(on.file("flood"), lines.join(""));
      const written = Date.now();
      await on.arrived("flood", lines.length);
      // How long it takes is a figure, not a verdict: it is the machine's.
      const seconds = (Date.now() - written) / 1000;
      const count = figures(await on.count("flood", lines.length));
      const streams = (await on.loki.series()).length;
      measured["50,000 lines at once"] = { ...count, seconds, streams };
      measured["50,000 lines at once, MiB"] = { ...(await on.memory()) };
      expect(count).toEqual({ in: 50_000, out: 50_000, twice: 0 });
      expect(streams).toBeLessThanOrEqual(20);
    }, 240_000);

    it("takes the collector at most 120 MiB at 1,000 lines a second", async () => {
      const on = await bench();
      const file = on.write("steady-file", 500);
      const container = await ContainerWriter.start(on, "steady-container", 500);
      let most = { process: 0, resident: 0, container: 0 };
      await until(
        "a minute of it",
        async () => {
          const now = await on.memory();
          most = {
            process: Math.max(most.process, now.process),
            resident: Math.max(most.resident, now.resident),
            container: Math.max(most.container, now.container),
          };
          return file.written() >= 30_000;
        },
        90_000,
      );
      const [fromFile, fromContainer] = await Promise.all([
        file.finish().then((written) => on.count("steady-file", written)),
        container.finish().then((written) => on.count("steady-container", written)),
      ]);
      const counts = { file: figures(fromFile), container: figures(fromContainer) };
      measured["1,000 lines/s, file"] = counts.file;
      measured["1,000 lines/s, container"] = counts.container;
      measured["1,000 lines/s, MiB"] = most;
      for (const count of Object.values(counts))
        expect(count).toEqual({ in: count.in, out: count.in, twice: 0 });
      // Promtail is the one this is promised of; Alloy has to live within its limit.
      if (agent === "promtail") expect(Math.max(...Object.values(most))).toBeLessThanOrEqual(120);
    }, 240_000);
  });

  describe("lines through", () => {
    const running: Record<string, Promise<Outcome>> = {};
    const outages = outagesOf(agent);
    const sources = ["file", "container"] as const;
    const rows = [
      ...Object.keys(outages).flatMap((name) => sources.map((source) => `${name}, ${source}`)),
      ...Object.keys(whileAway),
      ...Object.keys(accidents),
    ];

    beforeAll(() => {
      for (const [name, outage] of Object.entries(outages)) {
        const both = through(outage, agent, bench);
        for (const source of sources) running[`${name}, ${source}`] = both.then((outcome) => outcome[source]);
      }
      for (const [name, happens] of Object.entries(whileAway)) running[name] = happens(bench);
      const calm = bench();
      for (const [name, accident] of Object.entries(accidents)) running[name] = calm.then(accident);
      // Whoever waits for one hears of its failure.
      for (const each of Object.values(running)) each.catch(() => undefined);
    });
    afterAll(clear, 120_000);

    it("has a row for every known limit", () => {
      expect(rows).toEqual(expect.arrayContaining(Object.keys(limits(agent))));
    });

    it.each(rows)(
      "%s",
      async (row) => {
        const outcome = await (running[row] as Promise<Outcome>);
        measured[row] = figures(outcome);
        const limit = limits(agent)[row] ?? {};
        const { lost, again } = outcome;
        expect({ lost: lost.length, twice: again.length, ...outside(outcome) }).toEqual({
          lost: nearest(lost.length, limit.lost),
          twice: nearest(again.length, limit.twice),
          lostThoughSafe: [],
          twiceThoughSafe: [],
        });
      },
      (awaySeconds + 400) * 1000,
    );
  });
});
