import * as crypto from "node:crypto";

import { until } from "../../tests/e2e/stand/until";
import type { Put } from "../lines/pour";
import { times } from "../lines/times";
import type { Measure } from "../measure";
import { ours } from "../report/row";
import { available, using } from "../subjects";
import { sinks } from "../subjects/sinks";
import type { Running } from "../subjects/subject";

/** Milliseconds that are aimed at for 99 of 100 lines. */
const goal = 1500;

/** How old a line is when it can be found. */
export const fresh: Measure = {
  name: "fresh",
  what: "A line at any instant, nothing else going on: from written until found, of a file, a container's output and a service's journal, all three at the same time.",
  async run(scale, report) {
    const lines = scale.short ? 20 : 100;
    for (const subject of available(scale, report))
      await using(subject, report, async (running) => {
        const waits = Object.entries(sinks(running)).map(
          async ([source, put]) => [source, await measured(running, put, lines)] as const,
        );
        for (const [source, samples] of await Promise.all(waits)) {
          const sorted = [...samples].sort((a, b) => a - b);
          const p99 = sorted[Math.ceil(sorted.length * 0.99) - 1] ?? NaN;
          const aim = subject.name === ours ? { goal } : {};
          const figure = { subject: subject.name, unit: "ms" } as const;
          report({ ...figure, what: `${source}: written until found`, samples });
          report({ ...figure, what: `${source}: written until found, p99`, samples: [p99], ...aim });
        }
      });
  },
};

/** Milliseconds that each of some lines took. */
async function measured(running: Running, put: Put, lines: number): Promise<number[]> {
  const run = crypto.randomBytes(4).toString("hex");
  // The first one waits until the source is noticed at all.
  await found(running, put, `needle-${run}-first`, 60_000);
  const waits: number[] = [];
  for (let n = 0; n < lines; n++) {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 1000));
    waits.push(await found(running, put, `needle-${run}-${n}-`, 30_000));
  }
  return waits;
}

async function found(running: Running, put: Put, needle: string, limit: number): Promise<number> {
  const written = performance.now();
  const line = `time=${times.iso(Date.now())} level=INFO msg="request" method=GET path=/health status=200 duration=${(1 + Math.random()).toFixed(2)}ms id=${needle}\n`;
  await put("webui", line);
  await until(
    `a line of ${running.containers.collector ?? "a container"}`,
    async () => (await running.count(needle)) > 0,
    limit,
    20,
  );
  return performance.now() - written;
}
