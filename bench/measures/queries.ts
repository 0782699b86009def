import { rules } from "../../components/observability/alerts/rules";
import { uids } from "../../components/shared/naming";
import { images } from "../../tests/e2e/loss/images";
import { LokiBox } from "../../tests/e2e/once/loki-box";
import * as boards from "../../tests/support/dashboards";
import { hasImage } from "../../tests/support/engine";
import { ruleSettings } from "../../tests/support/rules";
import { fill } from "../fill";
import type { Measure, Report } from "../measure";
import { pass } from "../pass";
import { asked, type Question, shown } from "../questions";
import { ruleShare } from "./rule-share";

const { overview, models, machine } = uids.dashboards;
const day = 86_400;
/** Seconds that are looked back, and how long the slowest query may take then, cold and warm; of the overview. */
const ranges = [
  { name: "1 h", seconds: day / 24 },
  { name: "24 h", seconds: day, goals: { cold: 1500, warm: 500 } },
  { name: "7 d", seconds: 7 * day, goals: { cold: 2000, warm: 2000 } },
];
const states = ["cold", "warm"] as const;

/** What Loki takes to answer the dashboards and the rules over a day of lines, one question after another. */
export const queries: Measure = {
  name: "queries",
  what: "Every query of three dashboards and of the rules over a day of lines, cold and warm",
  long: true,
  async run({ short, rounds }, report) {
    const missing = hasImage(images.loki);
    if (missing) return report.skip("a Loki", missing);
    const loki = await LokiBox.start();
    const dispose = report.later(() => loki.dispose());
    const began = performance.now();
    await fill(loki, { lines: short ? 100_000 : 1_000_000 });
    console.log(`  a day is in Loki after ${((performance.now() - began) / 1000).toFixed(0)} s`);

    for (const { name, seconds, goals } of ranges.filter((range) => !short || range.name === "24 h"))
      for (const board of [overview, models, machine]) {
        const questions = shown(boards, seconds).filter((question) => question.board === board);
        await answers(loki, questions, {
          ...{ what: `${board.replace("deepchat-", "")}, ${name}`, seconds, rounds },
          ...(board === overview ? { goals } : {}),
          report,
        });
      }
    const everyRule = asked(rules(await ruleSettings({}, { canary: { interval: 300, timeout: 60 } })));
    await answers(loki, everyRule, { what: "rules", seconds: day, rounds, report });
    await dispose();
    await ruleShare({ lines: short ? 100_000 : 500_000, seconds: short ? 60 : 300 }, report);
  },
};

interface Asked {
  what: string;
  /** What graphs look back. */
  seconds: number;
  rounds: number;
  goals?: Record<(typeof states)[number], number>;
  report: Report;
}

/** Asks everything once cold and once warm, each round; the slowest of each, and all together. */
async function answers(
  loki: LokiBox,
  questions: readonly Question[],
  { what, seconds, rounds, goals, report }: Asked,
): Promise<void> {
  const none = () => ({ most: [] as number[], all: [] as number[], work: [] as number[] });
  const times = { cold: none(), warm: none() };
  for (let round = 0; round < rounds; round++) {
    await loki.restart();
    for (const state of states) {
      const { most, all, slowest, work, failed } = await pass(loki, questions, seconds);
      console.log(`  ${what}, ${state}: ${all.toFixed(0)} ms, of which ${most.toFixed(0)} ${slowest}`);
      for (const { name, why } of failed) report.skip(`${name}, ${what}, ${state}`, why);
      times[state].most.push(most);
      times[state].all.push(all);
      times[state].work.push(work);
    }
  }
  const figure = { subject: "ours", unit: "ms" } as const;
  for (const state of states) {
    report({
      ...figure,
      what: `${what}, ${state}: slowest`,
      samples: times[state].most,
      goal: goals?.[state],
    });
    report({ ...figure, what: `${what}, ${state}: all ${questions.length}`, samples: times[state].all });
    const work = { what: `${what}, ${state}: processor for all`, unit: "s" } as const;
    report({ ...figure, ...work, samples: times[state].work });
  }
}
