import type { hosts } from "./hosts";
import { gb } from "./lines";

/**
 * What each query answers for a host: by its labels without the host, or `some` number (a time). What is not named here
 * answers nothing. By `panel/query`.
 */
export type Answers = Record<string, Record<string, number | typeof some>>;

export const some = Symbol("some number");

/** The host's figures, which every host has. */
const host: Answers = {
  "CPU/A": { "": 0.25 },
  "CPU/B": { "": 0.05 },
  "CPU/C": { "": 0.01 },
  "Load by processor/A": { "": 0.5 },
  "Memory of the host/A": { "": gb(16) },
  "Memory of the host/B": { "": gb(64) },
  "Memory of the host/C": { "": gb(2) },
  "Pressure/A": { "": 0.1 },
  "Pressure/B": { "": 0.02 },
  "Pressure/C": { "": 0.3 },
  // Four rounds a minute.
  "Network errors/A": { "": 12 },
  "Model servers: processors/A": { ollama: 0.5, "llama-server": 3 },
  "Model servers: memory/A": { ollama: gb(1), "llama-server": gb(7) },
  "Host memory free/A": { "": 0.75 },
};

const disks: Answers = {
  "Disks: free/A": { root: 0.125, models: 0.5 },
  "Disks/A": { root: gb(400), models: gb(400) },
  "Disks/B": { root: gb(50), models: gb(200) },
  "Disks/C": { root: 0.5, models: 0.9 },
  // 10 GB in the last hour; the other does not fill.
  "Disks/D": { root: 5 },
};

/** What the tiles and the first table say where nothing can be read. */
const says = (state: string, tile?: number): Answers => ({
  "Can the cards be read?/A": { [state]: some },
  ...(tile === undefined
    ? {}
    : {
        "GPU memory free/A": { "": tile },
        "GPU held by others/A": { "": tile },
        "Hottest GPU/A": { "": tile },
      }),
});

export const expected: Record<keyof typeof hosts, Answers> = {
  twoCards: {
    ...host,
    ...disks,
    ...says("readable"),
    "Cards/A": { "0, RTX 3090, readable, hw_thermal": some, "1, RTX 3090, readable": some },
    "Cards/B": { "0": 0.98, "1": 0 },
    "Cards/C": { "0": gb(0.48), "1": gb(24) },
    "Cards/D": { "0": 17 / 24, "1": 0 },
    "Cards/E": { "0": 0.9, "1": 0 },
    "Cards/F": { "0": 91, "1": 40 },
    "Cards/G": { "0": 340, "1": 20 },
    // Together the 48 GB of both cards.
    "GPU memory: whose it is/A": { "qwen3:8b": gb(5) },
    "GPU memory: whose it is/B": { "": gb(1) },
    "GPU memory: whose it is/C": { trainer: gb(16), notebook: gb(1) },
    "GPU memory: whose it is/D": { "": gb(0.52) },
    "GPU memory: whose it is/E": { "": gb(24.48) },
    "Who holds the cards/A": {
      "0, trainer, trainer:1, container, 0, python3": gb(16),
      "0, ollama, ollama:1, container, 1, python3": gb(6),
      "0, notebook, notebook:1, container, 0, python3": gb(1),
    },
    "Who holds the cards/B": {
      "0, trainer, trainer:1, container, 0, python3": 16 / 24,
      "0, ollama, ollama:1, container, 1, python3": 6 / 24,
      "0, notebook, notebook:1, container, 0, python3": 1 / 24,
    },
    "Held by others, by card/A": { "0": 17 / 24, "1": 0 },
    "GPU utilization/A": { "0": 0.9, "1": 0 },
    "GPU temperature/A": { "0": 91, "1": 40 },
    "GPU power/A": { "0": 340, "1": 20 },
    "GPU power/B": { "0": 350, "1": 350 },
    "GPU throttled/A": { "0, hw_thermal": 0.25 },
    "GPU throttled/B": { "0": 0, "1": 0 },
    "Kernel: GPU, memory, disk/A": { "gpu_xid, 79, hardware": some, "oom_kill, llama-server": some },
    "Kernel: GPU, memory, disk/B": { "gpu_xid, 79, hardware": 2, "oom_kill, llama-server": 1 },
    "GPU memory free/A": { "": gb(24.48) },
    "GPU held by others/A": { "": 17 / 24 },
    "Hottest GPU/A": { "": 91 },
    "Tokens per second and the GPU/A": { "": 12.5 },
    "Tokens per second and the GPU/B": { "0": 0.9, "1": 0 },
    "Tokens per second and the GPU/C": { "0": 1.5e9, "1": 3e8 },
    "Tokens per second and the GPU/D": { "0": 17 / 24, "1": 0 },
    "Hours that lacked a GPU (estimate)/D": { "": 1 },
    // All that is known of the hour.
    "What one more GPU would be for/D": { "": 60 },
  },
  noGpu: { ...host, ...disks, ...says("none", -4) },
  noCard: { ...host, ...says("no card, no_card", -4) },
  unreadable: {
    ...host,
    ...says("Driver/library version mismatch, version_mismatch", -1),
    "Hours that lacked a GPU (estimate)/D": { "": 0 },
  },
  silent: { ...host, ...says("silent", -1) },
  unloaded: {
    ...host,
    ...says("readable"),
    "Cards/A": { "0, RTX 3090, readable": some },
    "Cards/B": { "0": 1 / 24 },
    "Cards/C": { "0": gb(23) },
    "Cards/D": { "0": 1 / 24 },
    // No more than the 24 GB of the card.
    "GPU memory: whose it is/A": { "qwen3:8b": gb(12) },
    "GPU memory: whose it is/C": { notebook: gb(1) },
    "GPU memory: whose it is/E": { "": gb(11) },
    "Who holds the cards/A": { "0, notebook, notebook:1, container, 0, python3": gb(1) },
    "Who holds the cards/B": { "0, notebook, notebook:1, container, 0, python3": 1 / 24 },
    "Held by others, by card/A": { "0": 1 / 24 },
    "GPU memory free/A": { "": gb(23) },
    "GPU held by others/A": { "": 1 / 24 },
    "Hottest GPU/A": { "": -3 },
    "Tokens per second and the GPU/D": { "0": 1 / 24 },
    "Hours that lacked a GPU (estimate)/D": { "": 0 },
  },
  amd: {
    ...host,
    ...says("readable"),
    "Cards/A": { "0, RX 7900 XTX, readable": some },
    "Cards/B": { "0": 10 / 24 },
    "Cards/C": { "0": gb(14) },
    "Cards/E": { "0": 0.5 },
    "Cards/F": { "0": 70 },
    "Cards/G": { "0": 200 },
    "GPU memory: whose it is/A": { "gemma3:12b": gb(8) },
    "GPU memory: whose it is/D": { "": gb(2) },
    "GPU memory: whose it is/E": { "": gb(14) },
    "GPU utilization/A": { "0": 0.5 },
    "GPU temperature/A": { "0": 70 },
    "GPU power/A": { "0": 200 },
    "GPU memory free/A": { "": gb(14) },
    "GPU held by others/A": { "": -3 },
    "Hottest GPU/A": { "": 70 },
    "Tokens per second and the GPU/B": { "0": 0.5 },
    "Hours that lacked a GPU (estimate)/D": { "": 0 },
  },
  intel: {
    ...host,
    ...says("readable", -3),
    "Cards/A": { "0, Arc A770, readable": some },
    "Cards/F": { "0": 48 },
    "GPU temperature/A": { "0": 48 },
    "Hottest GPU/A": { "": 48 },
  },
  lost: {
    ...host,
    ...says("readable"),
    "Cards/A": { "0, RTX 3090, readable": some, "1, RTX 3090, card_lost": some },
    "Cards/B": { "0": 4 / 24 },
    "Cards/C": { "0": gb(20) },
    "Cards/F": { "0": 50 },
    "GPU memory: whose it is/D": { "": gb(4) },
    "GPU memory: whose it is/E": { "": gb(20) },
    "GPU temperature/A": { "0": 50 },
    "GPU memory free/A": { "": gb(20) },
    "GPU held by others/A": { "": -3 },
    "Hottest GPU/A": { "": 50 },
    "Hours that lacked a GPU (estimate)/D": { "": 0 },
  },
  logOnly: {
    ...host,
    ...says("unwatched", -2),
    // As the log said before the last load.
    "GPU held by others/A": { "": 23.5 / 24 },
    "Layers on the GPU, last loads/A": { "41, 0": some, "41, 41": some },
    "Layers on the GPU, last loads/B": { "41, 0": 0, "41, 41": 1 },
    "Cards in Ollama's log/A": { CUDA0: gb(24) },
    "Cards in Ollama's log/B": { CUDA0: gb(23.5) },
    "Cards in Ollama's log/C": { CUDA0: gb(0.5) },
    "Cards in Ollama's log/D": { CUDA0: 0 },
  },
};
