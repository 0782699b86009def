import { pour } from "../lines/pour";
import type { Measure, Report } from "../measure";
import { available, using } from "../subjects";
import { sinks } from "../subjects/sinks";
import type { Running, Subject } from "../subjects/subject";
import { mostHeldBy, usageOf } from "../usage";

/** Lines a second; 0: nothing happens. */
const rates = [0, 100, 1000, 10_000];

/** What a load takes of the machine. */
export const load: Measure = {
  name: "load",
  what: "Lines of all formats from files, crowds among them, at 0, 100, 1,000 and 10,000 a second: memory at most, and processor time, by container.",
  long: true,
  async run(scale, report) {
    for (const subject of available(scale, report))
      for (const rate of rates)
        await using(subject, report, (running) =>
          measured(subject, running, rate, scale.short ? 20 : 120, report),
        );
  },
};

async function measured(
  subject: Subject,
  running: Running,
  rate: number,
  seconds: number,
  report: Report,
): Promise<void> {
  const put = sinks(running).file;
  if (!put) return;
  // Starting is over by then.
  await pause(10);
  const names = Object.entries(running.containers);
  const look = () => Promise.all(names.map(([, name]) => usageOf(name)));
  const before = await look();
  const begun = performance.now();
  const work =
    rate === 0 ? pause(seconds) : pour({ seed: rate, perSecond: rate, uncounted: true }, rate * seconds, put);
  const held = names.map(([, name]) => mostHeldBy(name, work));
  await work;
  const after = await look();
  const took = (performance.now() - begun) / 1000;
  const figure = { subject: subject.name, point: { along: "lines/s", at: rate } };
  for (const [at, [role]] of names.entries()) {
    const used = (after[at]?.processor ?? NaN) - (before[at]?.processor ?? NaN);
    report({ ...figure, what: `memory at most, ${role}`, unit: "MiB", samples: [(await held[at]) ?? NaN] });
    report({ ...figure, what: `processor, ${role}`, unit: "%", samples: [(100 * used) / took] });
  }
}

function pause(seconds: number): Promise<unknown> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}
