import { spawn } from "node:child_process";

import { uids } from "../../components/shared/naming";
import { images } from "../../tests/e2e/loss/images";
import { LokiBox } from "../../tests/e2e/once/loki-box";
import * as boards from "../../tests/support/dashboards";
import { hasImage } from "../../tests/support/engine";
import { fill } from "../fill";
import type { Measure, Report } from "../measure";
import { pass } from "../pass";
import { shown } from "../questions";
import { usageOf } from "../usage";

/** What grows, one thing at a time, and how much of the others there is meanwhile. */
interface Size {
  lines: number;
  hosts: number;
  days: number;
}

const usual: Size = { lines: 100_000, hosts: 1, days: 1 };
const seconds = 86_400;

/** How queries, memory and disk grow with lines, hosts and days. */
export const growth: Measure = {
  name: "growth",
  what: "How the overview, memory and disk grow with lines, hosts and days",
  long: true,
  async run({ short, rounds }, report) {
    const missing = hasImage(images.loki);
    if (missing) return report.skip("a Loki", missing);
    const along = {
      lines: [100_000, 300_000, ...(short ? [] : [1_000_000, 3_000_000])],
      hosts: [1, 10, 50],
      days: [1, 3, 6],
    };
    for (const [axis, sizes] of Object.entries(along) as [keyof Size, number[]][])
      for (const at of sizes) await measure({ ...usual, [axis]: at }, { along: axis, at }, rounds, report);
  },
};

async function measure(
  { lines, hosts, days }: Size,
  point: { along: string; at: number },
  rounds: number,
  report: Report,
): Promise<void> {
  const loki = await LokiBox.start();
  const dispose = report.later(() => loki.dispose());
  const names = Array.from({ length: hosts }, (_, i) => `host-${i + 1}`);
  await fill(loki, { lines: lines * days, days }, names);
  // What it took to take the lines in is gone, as it would be after a day.
  await loki.restart();

  const questions = shown(boards, seconds).filter(({ board }) => board === uids.dashboards.overview);
  const times = { slowest: [] as number[], all: [] as number[] };
  // The first of these rounds finds cold caches; a person looks more than once.
  for (let round = 0; round <= rounds; round++) {
    const { most, all } = await pass(loki, questions, seconds);
    if (round === 0) continue;
    times.slowest.push(most);
    times.all.push(all);
  }
  const of = { subject: "ours", point };
  report({ ...of, what: "overview, 24 h: slowest query", unit: "ms", samples: times.slowest });
  report({ ...of, what: "overview, 24 h: all queries", unit: "ms", samples: times.all });
  report({
    ...of,
    what: "Loki's memory after them",
    unit: "MiB",
    samples: [(await usageOf(loki.name)).memory],
  });
  report({ ...of, what: "chunks and index on disk", unit: "MiB", samples: [await disk(loki.name)] });
  await dispose();
}

/** MiB of what it keeps on disk for good: not its write-ahead log. */
async function disk(container: string): Promise<number> {
  const archive = spawn("docker", ["cp", `${container}:/loki/chunks`, "-"]);
  let bytes = 0;
  for await (const piece of archive.stdout as AsyncIterable<Buffer>) bytes += piece.length;
  return bytes / 1_048_576;
}
