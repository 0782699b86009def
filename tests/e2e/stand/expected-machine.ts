import { gpuTileStates } from "../../../components/observability/logql";
import { type Expected, now, peak, positive, some, total } from "./expected";

/** What panels about the machine show of a host without a GPU. */

const host = "e2e-host";

const noGpu = gpuTileStates.none;

/** On the overview. */
export const cardTiles: Record<string, Expected> = {
  "GPU memory free/A": now(noGpu),
  "GPU held by others/A": now(noGpu),
  "Hottest GPU/A": now(noGpu),
  "Host memory free/A": now([0.0001, 1]),
};

/** What Ollama's log says of layers where all are on the CPU, if anything. */
const layers: Record<string, Expected> = {
  "Layers on the GPU, last loads/A": total({}),
  "Layers on the GPU, last loads/B": total({}),
};

/** On Models. */
export const machineSpeed: Record<string, Expected> = {
  "Tokens per second and the GPU/A": peak({ [host]: positive }),
  ...none("Tokens per second and the GPU", "BCD"),
  ...layers,
};

export const machineBoard: Record<string, Expected> = {
  "Can the cards be read?/A": now({ none: positive }),
  ...none("Cards", "ABCDEFG"),
  ...none("GPU memory: whose it is", "ABCDE"),
  ...none("Who holds the cards", "AB"),
  ...none("Held by others, by card", "A"),
  ...none("GPU utilization", "A"),
  ...none("GPU temperature", "A"),
  ...none("GPU power", "AB"),
  ...none("GPU throttled", "AB"),
  // The machine of the test may have had trouble of its own.
  "Kernel: GPU, memory, disk/A": total({}),
  "Kernel: GPU, memory, disk/B": total({}),
  ...layers,
  ...none("Cards in Ollama's log", "ABCDEF"),
  "CPU/A": peak({ [host]: [0, 1] }),
  "CPU/B": peak({ [host]: [0, 1] }),
  "CPU/C": peak({ [host]: [0, 1] }),
  "Load by processor/A": peak({ [host]: positive }),
  "Memory of the host/A": peak({ [host]: positive }),
  "Memory of the host/B": peak({ [host]: positive }),
  "Memory of the host/C": peak({ [host]: some }),
  // Not every kernel tells of pressure.
  "Pressure/A": total({}),
  "Pressure/B": total({}),
  "Pressure/C": total({}),
  "Model servers: processors/A": peak({ ollama: some }),
  "Model servers: memory/A": peak({ ollama: positive }),
  "Disks: free/A": peak({ root: [0.0001, 1] }),
  "Network errors/A": peak({ [host]: some }),
  "Disks/A": now({ root: positive }),
  "Disks/B": now({ root: positive }),
  "Disks/C": total({}),
  // Half an hour must have passed.
  "Disks/D": "nothing",
  "Disks/E": "nothing",
};

function none(panel: string, refIds: string): Record<string, Expected> {
  return Object.fromEntries([...refIds].map((refId) => [`${panel}/${refId}`, "nothing" as const]));
}
