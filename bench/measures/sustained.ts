import { pour } from "../lines/pour";
import type { Figure, Measure, Report } from "../measure";
import { available, using } from "../subjects";
import { settled } from "../subjects/settled";
import { sinks } from "../subjects/sinks";
import type { Running, Subject } from "../subjects/subject";
import { usageOf } from "../usage";

/** Lines a second, one after the other. */
const ramp = [1000, 2000, 5000, 10_000, 20_000];
/** Seconds after the last line in which all must be found: more, and the delay grows while lines come. */
const patience = 5;

/** What one rate came to. */
interface Stage {
  rate: number;
  /** Seconds after the last line until no more came. */
  behind: number;
  lost: number;
  /** Milliseconds that writing was late. */
  late: number;
  /** Percent of one core, by container. */
  processor: Record<string, number>;
}

/** How many lines a second are borne for long. */
export const sustained: Measure = {
  name: "sustained",
  what: "Lines of all formats from files at 1,000 to 20,000 a second: the most without loss and without a delay that grows, and what gives way first.",
  long: true,
  async run(scale, report) {
    for (const subject of available(scale, report))
      await using(subject, report, (running) => climb(subject, running, scale.short ? 10 : 30, report));
  },
};

async function climb(subject: Subject, running: Running, seconds: number, report: Report): Promise<void> {
  const figure = { subject: subject.name };
  let [borne, written] = [0, 0];
  for (const rate of ramp) {
    const stage = await stageOf(running, rate, seconds, written);
    if (!stage) return report.skip(subject.name, "it reads no files");
    written += rate * seconds;
    const point = { along: "lines/s", at: rate };
    report({ ...figure, what: "last line until all is found", unit: "s", samples: [stage.behind], point });
    for (const [role, share] of Object.entries(stage.processor))
      report({ ...figure, what: `processor, ${role}`, unit: "%", samples: [share], point });
    if (stage.lost > 0 || stage.behind > patience || stage.late > 1000) {
      const [what, unit, sample] = givesWay(stage);
      report({ ...figure, what: `gives way at ${rate} lines/s: ${what}`, unit, samples: [sample] });
      break;
    }
    borne = rate;
  }
  report({
    ...figure,
    what: "most lines/s without loss or growing delay",
    unit: "lines/s",
    samples: [borne],
    more: true,
  });
}

async function stageOf(
  running: Running,
  rate: number,
  seconds: number,
  before: number,
): Promise<Stage | undefined> {
  const put = sinks(running).file;
  if (!put) return undefined;
  const look = async () =>
    Promise.all(
      Object.entries(running.containers).map(
        async ([role, name]) => [role, (await usageOf(name)).processor] as const,
      ),
    );
  const used = Object.fromEntries(await look());
  const lines = rate * seconds;
  const { seconds: took, late } = await pour({ seed: rate, perSecond: rate, steady: true }, lines, put);
  const ended = performance.now();
  const processor = Object.fromEntries(
    (await look()).map(([role, now]) => [role, (100 * (now - (used[role] ?? 0))) / took]),
  );
  const { lines: found, at } = await settled(running, before + lines);
  return { rate, behind: Math.max(0, at - ended) / 1000, lost: before + lines - found, late, processor };
}

/** What is most likely at its limit. */
function givesWay({
  behind,
  late,
  lost,
  processor,
}: Stage): [what: string, unit: Figure["unit"], sample: number] {
  if (late > 1000) return ["the bench's own writing is late", "ms", late];
  const [role = "", share = 0] = Object.entries(processor).sort(([, a], [, b]) => b - a)[0] ?? [];
  // A collector's pipeline and a Loki's writing are each the work of about one core.
  if (share > 80) return [`the processor of ${role}`, "%", share];
  return lost > 0 ? ["lines are lost", "lines", lost] : ["the delay, with processors to spare", "s", behind];
}
