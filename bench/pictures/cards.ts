import { type Entry, gib, minute, says } from "./entry";
import type { Moment } from "./moment";

/** Two cards of 24 GiB: what the sensor says of them each round. */

const total = 24 * gib;

/** Who holds memory of which card, in GiB. */
interface Holder {
  gpu: string;
  holder: string;
  ours: 0 | 1;
  held: number;
  process: string;
  image?: string;
}

/** Models in memory: what each takes of a card, and what Ollama says of it. */
export interface Model {
  name: string;
  gpu: string;
  /** GiB in all, and on the card. */
  size: number;
  held: number;
}

/** The larger model is put out after a while without a question, and partly on the CPU where somebody else has its card. */
export function modelsAt({ loaded, trainer }: Moment): Model[] {
  const small = { name: "qwen3:14b", gpu: "0", size: 11.2, held: 11.2 };
  const large = { name: "gemma3:27b", gpu: "1", size: 18.4, held: trainer ? 2.1 : 18.4 };
  return loaded ? [small, large] : [small];
}

function holdersAt(moment: Moment): Holder[] {
  const ours = modelsAt(moment).map(({ gpu, held }): Holder => ({
    ...{ gpu, held: held + 0.5, holder: "ollama", ours: 1 },
    ...{ process: "llama-server", image: "ollama/ollama:0.33.0" },
  }));
  const trainer = { gpu: "1", holder: "finetune-qlora", process: "python3", image: "pytorch/pytorch:2.9.1" };
  const notebook = { gpu: "0", holder: "jupyter", process: "python3", image: "jupyter/pytorch-notebook" };
  return [
    ...ours,
    { ...notebook, ours: 0, held: 1.4 },
    ...(moment.trainer ? [{ ...trainer, ours: 0 as const, held: 20.6 }] : []),
    { gpu: "0", holder: "Xorg", process: "Xorg", ours: 0, held: 0.2 },
  ];
}

/** A round of the sensor. */
export function cardLines(moment: Moment): Entry[] {
  const { time, random, trainer, load } = moment;
  const holders = holdersAt(moment);
  const lines = [says(time, { probe: "gpus", readable: 1, cards: 2, vendor: "nvidia" })];
  for (const gpu of ["0", "1"]) {
    const training = trainer && gpu === "1";
    const held = (ours: 0 | 1) =>
      holders
        .filter((each) => each.gpu === gpu && each.ours === ours)
        .reduce((sum, each) => sum + each.held * gib, 0);
    const used = held(0) + held(1) + 0.3 * gib;
    const busy = training ? 0.98 : Math.min(0.97, load * (gpu === "0" ? 0.7 : 0.45) + 0.15 * random.next());
    lines.push(
      says(time, {
        ...{
          probe: "gpu",
          gpu,
          name: "RTX 4090",
          vendor: "nvidia",
          bus: `0000:0${gpu === "0" ? 1 : 2}:00.0`,
        },
        ...{ driver: "580.95.05", memory_total: total, memory_used: used, memory_free: total - used },
        ...{ memory_used_share: used / total, utilization: Number(busy.toFixed(2)) },
        ...{
          temperature: Math.round(44 + 34 * busy + 2 * random.next()),
          power: Math.round(38 + 370 * busy),
        },
        ...{ power_limit: 450, clock: Math.round(600 + 1900 * busy), pstate: busy > 0.1 ? "P2" : "P8" },
        ...{ throttle: "", throttled: 0, power_capped: 0, readable: 1 },
        ...{ held_ours: held(1), held_others: held(0) },
      }),
    );
  }
  // Once a minute, as the sensor tells what has not changed.
  if (time % minute < 15_000)
    for (const { held, image, ...each } of holders) {
      const kind = image ? "container" : "process";
      lines.push(says(time, { probe: "holder", ...each, kind, image, memory: held * gib, pids: 1 }));
    }
  return lines;
}
