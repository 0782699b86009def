import { generatedPerSecond, pour } from "../lines/pour";
import type { Measure, Report } from "../measure";
import { available, using } from "../subjects";
import { settled } from "../subjects/settled";
import { sinks, type Source } from "../subjects/sinks";
import type { Running, Subject } from "../subjects/subject";
import { mostHeldBy } from "../usage";

/** Questions to a model in the form that the original design asks a web UI for, nearly each of another duration. */
const lines = { perSecond: 10_000, formats: ["logfmt (Go's slog, logrus)"], chats: 100, steady: true };

/** Stands in each of these lines, and in no other container's: the original reads whatever is called deepchat. */
const mark = "ms model=";

type Samples = Record<string, { unit: "lines" | "s" | "streams" | "MiB"; samples: number[]; more?: boolean }>;

/** What becomes of many lines with realistic durations. */
export const kept: Measure = {
  name: "kept",
  what: "50,000 questions to a model, as a web UI logs them, at 10,000 a second, from a container and from a file, and a million from a file: how many can be found, after how long, and what that takes.",
  long: true,
  async run(scale, report) {
    const made = generatedPerSecond({ seed: 1, ...lines });
    report({
      what: "lines that are made when none is written",
      subject: "generator",
      unit: "lines/s",
      samples: [made],
      more: true,
    });
    for (const subject of available(scale, report)) {
      for (const source of ["container", "file"] as const)
        await rounds(subject, source, 50_000, scale.rounds, report);
      if (!scale.short) await rounds(subject, "file", 1_000_000, 1, report);
    }
  },
};

async function rounds(
  subject: Subject,
  source: Source,
  count: number,
  times: number,
  report: Report,
): Promise<void> {
  const found: Samples = {};
  for (let round = 0; round < times; round++)
    await using(subject, report, async (running) => one(running, source, count, round, found));
  const title = `${count.toLocaleString("en")} lines of a ${source}`;
  for (const [what, { unit, samples, more }] of Object.entries(found))
    report({ what: `${title}: ${what}`, subject: subject.name, unit, samples, ...(more ? { more } : {}) });
}

async function one(
  running: Running,
  source: Source,
  count: number,
  seed: number,
  found: Samples,
): Promise<void> {
  const put = sinks(running)[source];
  if (!put) return;
  const note = (what: string, unit: Samples[string]["unit"], sample: number, more = false) =>
    (found[what] ??= { unit, samples: [], more }).samples.push(sample);

  const begun = performance.now();
  const work = pour({ seed, ...lines }, count, put).then(() => settled(running, count, mark));
  const held = Object.entries(running.containers).map(
    async ([role, container]) => [role, await mostHeldBy(container, work)] as const,
  );
  const { lines: there, at } = await work;
  note("found", "lines", there, true);
  note("from the first line until no more come", "s", (at - begun) / 1000);
  if (running.streams) note("streams", "streams", await running.streams());
  const memory = await Promise.all(held);
  for (const [role, most] of memory) note(`memory at most, ${role}`, "MiB", most);
  if (memory.length > 0)
    note(
      "memory at most, all containers",
      "MiB",
      memory.reduce((sum, [, most]) => sum + most, 0),
    );
  if (!running.stored) return;
  const { index, chunks } = await running.stored();
  note("index on disk", "MiB", index / 1_048_576);
  note("chunks on disk", "MiB", chunks / 1_048_576);
  note("disk for a million lines found", "MiB", ((index + chunks) / 1_048_576 / there) * 1e6);
}
