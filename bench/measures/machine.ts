import { allHosts, queries } from "../../components/observability/logql";
import { StandInImage } from "../../tests/e2e/gpu/stand-in";
import { pidOf } from "../../tests/e2e/gpu/trainer";
import { cannotRun } from "../../tests/e2e/stand/cannot-run";
import { healthy } from "../../tests/e2e/stand/docker";
import { Stand } from "../../tests/e2e/stand/stand";
import { until } from "../../tests/e2e/stand/until";
import { fakeCard } from "../../tests/support/fake-nvidia-smi";
import type { Measure } from "../measure";
import { usageOfProcess } from "../usage";

/** What is aimed at: percent of one core and MiB of the sensor, seconds; lines and streams of one card. */
const goals = { processor: 1, memory: 64, age: 20, lines: 20_000, streams: 10 };
const day = 86_400;
const cardLines = '{job="probe"} |~ `"probe":"(gpus?|holder)"`';

const card = fakeCard(0);
/** As many as are told of one card. */
const holders = Array.from({ length: 5 }, (_, at) => ({
  ...{ uuid: card.uuid, pid: 4_000_000 + at, memory: 900, name: `/usr/bin/worker-${at}` },
}));

/** What it takes to read the machine and its cards, on a stack that nobody uses. */
export const machine: Measure = {
  name: "machine",
  what: "What the GPU sensor and the probe take, what one card adds to Loki, and how old its values get (a program stands in for nvidia-smi)",
  async run({ short }, report) {
    const missing = cannotRun();
    if (missing) return report.skip("a whole stack", missing);
    const seconds = short ? 120 : 600;
    const stand = await Stand.create();
    const image = new StandInImage(stand.id);
    report.later(() => image.remove());
    report.later(() => stand.dispose());
    image.build({ cards: [card], processes: holders });
    stand.configure({ gpu: "amd", sensorImage: image.name, sensorMemory: 256, probeInterval: "15s" });
    await stand.must("up");
    await healthy(stand.container("sensor"));
    // The first lines of all, and what a start leaves to do.
    await until("a minute of cards", async () => (await stand.loki(cardLines)).length > 20, 240_000, 1000);

    const containers = ["sensor", "probe"];
    const look = () => containers.map((role) => usageOfProcess(pidOf(stand.container(role))));
    const before = look();
    const ages = await agesOf(stand, seconds);
    const after = look();
    const figure = { subject: "ours" } as const;
    containers.forEach((role, at) => {
      const [from, to] = [before[at], after[at]];
      if (!from || !to) return;
      const processor = (100 * (to.processor - from.processor)) / seconds;
      const goal = role === "sensor" ? goals.memory : undefined;
      report({ ...figure, what: `processor, of one core: ${role}`, unit: "%", samples: [processor] });
      report({ ...figure, what: `memory: ${role}`, unit: "MiB", samples: [to.memory], goal });
    });
    const all = before.map((from, at) => (after[at]?.processor ?? NaN) - from.processor);
    const share = (100 * all.reduce((a, b) => a + b, 0)) / seconds;
    const both = "processor, of one core: both";
    report({ ...figure, what: both, unit: "%", samples: [share], goal: goals.processor });

    const count = async (query: string) => Number((await stand.loki(query))[0]?.value);
    const lines = await count(`sum(count_over_time(${cardLines} [${seconds}s]))`);
    const streams = await count(
      `count(sum by (job, host, container, stream) (count_over_time(${cardLines} [5m])))`,
    );
    const told = `one card with ${holders.length} holders`;
    const perDay = (lines * day) / seconds;
    report({ ...figure, what: `${told}: lines a day`, unit: "lines", samples: [perDay], goal: goals.lines });
    report({ ...figure, what: `${told}: streams`, unit: "streams", samples: [streams], goal: goals.streams });
    const oldest = Math.max(...ages);
    report({ ...figure, what: "oldest value in Loki", unit: "s", samples: [oldest], goal: goals.age });
  },
};

/** How old the newest word about the card was, second by second. */
async function agesOf(stand: Stand, seconds: number): Promise<number[]> {
  const newest = queries(allHosts).cards(60);
  const ages: number[] = [];
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    const [said] = await stand.loki(newest);
    ages.push(Date.now() / 1000 - Number(said?.value));
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  return ages;
}
