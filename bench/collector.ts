import type { Agent } from "../components/config/schema";
import { Bench } from "../tests/e2e/loss/bench";
import { ContainerWriter } from "../tests/e2e/loss/container-writer";
import { until } from "../tests/e2e/stand/until";
import { usedBy } from "./processor";

/**
 * What each agent takes of this machine at 1,000 lines a second, half of them from a file and half from a container:
 * both at the same time, each with a Loki of its own and the same lines, after a minute to warm up for as many minutes
 * as the argument says (three without one). Images must be present. Prints one row an agent; memory is the highest of
 * all samples, in MiB.
 */
const minutes = Number(process.argv[2] ?? 3);
const agents: Agent[] = ["promtail", "alloy"];

async function main(): Promise<void> {
  const benches: Bench[] = [];
  try {
    for (const agent of agents) benches.push(await Bench.start(agent));
    console.table(Object.fromEntries(await Promise.all(benches.map(measure))));
  } finally {
    await Promise.all(benches.map((bench) => bench.dispose()));
  }
}

async function measure(on: Bench, index: number): Promise<[Agent, Record<string, number>]> {
  const file = on.write("file", 500);
  const container = await ContainerWriter.start(on, "container", 500);
  await file.more(60 * 500);

  const pid = await on.pid("collector");
  const begun = { at: Date.now(), processor: usedBy(pid), written: written() };
  const samples: Awaited<ReturnType<Bench["memory"]>>[] = [];
  await until(
    `${minutes} minutes`,
    async () => {
      samples.push(await on.memory());
      return Date.now() - begun.at > minutes * 60_000;
    },
    (minutes + 1) * 60_000,
    1000,
  );
  const seconds = (Date.now() - begun.at) / 1000;
  const processor = usedBy(pid) - begun.processor;
  const perSecond = (written() - begun.written) / seconds;

  const counts = [
    await on.count("file", await file.finish()),
    await on.count("container", await container.finish()),
  ];
  const most = (of: (sample: (typeof samples)[number]) => number) => Math.max(...samples.map(of));
  return [
    agents[index] as Agent,
    {
      "lines/s": Math.round(perSecond),
      anonymous: most((sample) => sample.process),
      "with program file": most((sample) => sample.resident),
      "docker stats": most((sample) => sample.container),
      "% of a core": Math.round((100 * processor) / seconds),
      lost: counts.reduce((total, { lost }) => total + lost.length, 0),
      twice: counts.reduce((total, { twice }) => total + twice, 0),
    },
  ];

  function written(): number {
    return file.written() + container.written();
  }
}

void main();
