import { cannotRun } from "../../tests/e2e/stand/cannot-run";
import type { Ended } from "../../tests/e2e/stand/command";
import { docker } from "../../tests/e2e/stand/docker";
import { Stand } from "../../tests/e2e/stand/stand";
import type { Measure, Report } from "../measure";
import { phasesOf } from "../phases";
import { usageOf } from "../usage";

/** What is aimed at: seconds, MiB, and percent of one core. */
const goals = { first: 12, nothing: 4, memory: 330, processor: 3 };

type Times = Record<string, { phases: Map<string, number[]>; whole: number[]; goal?: number }>;

/** A stack's life on this machine: `up`, `up` again, `preview`, and what it takes when nobody uses it. */
export const life: Measure = {
  name: "life",
  what: "From nothing to all healthy, up and preview, and what the idle stack takes",
  async run({ short, rounds }, report) {
    const missing = cannotRun();
    if (missing) return report.skip("a whole stack", missing);
    const times: Times = {};
    for (let round = 0; round < rounds; round++) {
      const stand = await Stand.create();
      const dispose = report.later(() => stand.dispose());
      note(times, "first up", await stand.must("up"), goals.first);
      note(times, "up that changes nothing", await stand.must("up"), goals.nothing);
      stand.configure({ errorThreshold: 11 });
      note(times, "preview of one change", await stand.must("preview"));
      note(times, "up that changes one thing", await stand.must("up"));
      if (round === rounds - 1) await idle(stand, short ? 20 : 120, report);
      await dispose();
    }
    for (const [what, { phases, whole, goal }] of Object.entries(times)) {
      report({ what, subject: "ours", unit: "s", samples: whole, goal });
      for (const [phase, samples] of phases)
        report({ what: `${what}: ${phase}`, subject: "ours", unit: "s", samples });
    }
  },
};

function note(times: Times, what: string, ended: Ended, goal?: number): void {
  const { phases, whole } = (times[what] ??= { phases: new Map(), whole: [], goal });
  whole.push(ended.seconds);
  for (const { name, seconds } of phasesOf(ended)) phases.set(name, [...(phases.get(name) ?? []), seconds]);
  console.log(`  ${what}: ${ended.seconds.toFixed(1)} s`);
}

/** Memory and processor of each container while nobody uses the stack, and of all together. */
async function idle(stand: Stand, seconds: number, report: Report): Promise<void> {
  const names = stand.leftovers().containers.filter(running);
  const look = () => Promise.all(names.map(usageOf));
  // What a start leaves to do is over by then.
  await pause(30);
  const before = await look();
  await pause(seconds);
  const after = await look();
  const sum = (all: readonly number[]) => all.reduce((a, b) => a + b, 0);
  const kinds = [
    { what: "idle memory", unit: "MiB", goal: goals.memory, each: after.map(({ memory }) => memory) },
    {
      what: "idle processor, of one core",
      unit: "%",
      goal: goals.processor,
      each: after.map(({ processor }, i) => (100 * (processor - (before[i]?.processor ?? NaN))) / seconds),
    },
  ] as const;
  for (const { what, unit, goal, each } of kinds) {
    report({ what, subject: "ours", unit, samples: [sum(each)], goal });
    each.forEach((value, i) => {
      const role = names[i]?.slice(stand.prefix.length + 1);
      report({ what: `${what}: ${role}`, subject: "ours", unit, samples: [value] });
    });
  }
}

function running(container: string): boolean {
  return docker("inspect", "--format", "{{.State.Running}}", container) === "true";
}

const pause = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
