import type { Entry } from "../once/loki-box";
import { request, says, times, up } from "./host-lines";

/** The lines of which hosts with a GPU are made. */

const gib = 2 ** 30;
/** Of each card. */
const total = 24 * gib;

/** Rounds of a sensor, 15 s apart, from so many seconds ago. */
const rounds = (from: number, to: number, make: (ago: number) => Entry[]) =>
  times(Math.floor((to - from) / 15) + 1, (i) => make(from + i * 15)).flat();

/** A round in which a card, GPU 0, is read. */
export const card = (ago: number, fields: object = {}): Entry[] => [
  says(ago, { probe: "gpus", readable: 1, cards: 1, vendor: "nvidia" }),
  says(ago, {
    probe: "gpu",
    gpu: "0",
    readable: 1,
    ...{ memory_total: total, memory_used: 0, utilization: 0.1, throttle: "", throttled: 0, power_capped: 0 },
    ...fields,
  }),
];

/** A card that was read throughout the last twenty minutes, and is as it is. */
export const cards = (fields: object = {}, from = 0, to = 1200) =>
  rounds(from, to, (ago) => card(ago, fields));

/** What a sensor says that could read a card two hours ago, and now cannot. */
export const unreadable = (reason: string, to = 600): Entry[] => [
  ...cards({}, 7200, 7260),
  ...rounds(0, to, (ago) => [says(ago, { probe: "gpus", readable: 0, reason, error: reason })]),
];

/** A card of which others hold such a share, most of it a container called `trainer`. */
export const heldBy = (share: number, from = 0, to = 1200): Entry[] => [
  ...cards(
    { memory_used: share * total, held_ours: 0, held_others: share * total, holder: "trainer" },
    from,
    to,
  ),
  ...(from > 0
    ? []
    : [
        holder(30, "trainer", share * total * 0.9),
        holder(30, "Xorg", share * total * 0.1),
        holder(30, "ollama", 20 * gib, 1),
      ]),
];

const holder = (ago: number, name: string, memory: number, ours = 0) =>
  says(ago, { probe: "holder", gpu: "0", holder: name, kind: "container", process: name, ours, memory });

/** A card that our own models fill. */
export const ours = cards({
  memory_used: 0.98 * total,
  held_ours: 0.98 * total,
  held_others: 0,
  utilization: 1,
});

/** A model of so many GiB, and its share in GPU memory. */
export const model = (ago: number, share: number, size = 8) =>
  says(ago, { probe: "model", model: "llama3:8b", size: size * gib, gpu_share: share });

/** A load that put so many of 33 layers on the GPU. */
export const load = (ago: number, layers: number, free: object = { gpu: "CUDA0", gpu_free: "0" }): Entry => [
  ago,
  `source=server.go:1 msg="offloaded ${layers}/33 layers to GPU"`,
  { layers_offloaded: String(layers), layers: "33", ...free },
];

/** Three requests in vain, long ones: a hang where no answer is ever told. */
export const inVain = times(3, (i) => request(60 + i, 500, 11, "/api/chat"));

/** What Ollama says of cards when it starts. */
export const found = (ago: number): Entry => compute(ago, "gpu_found", "CUDA");
export const none = (ago: number): Entry => compute(ago, "gpu_missing", "cpu");

const compute = (ago: number, name: string, library: string): Entry => [
  ago,
  `source=types.go:1 msg="inference compute" library=${library}`,
  { event: name },
];

/** What Ollama says of its settings when it starts. */
export const settings = (ago: number, setting: string): Entry => [
  ago,
  `source=routes.go:1 msg="server config" env="map[CUDA_VISIBLE_DEVICES: ${setting} OLLAMA_DEBUG:INFO]"`,
  {},
];

export const discoveryFailed = (ago: number): Entry => [
  ago,
  'source=runner.go:1 msg="failure during GPU discovery"',
  { event: "gpu_discovery_failed" },
];

/** A fault as the kernel tells it. */
export const xid = (ago: number, number: number, kind: string): Entry => [
  ago,
  `NVRM: Xid (PCI:0000:01:00): ${number}, something`,
  { event: "gpu_xid", xid: String(number), xid_kind: kind },
];

export const fallen: Entry = [
  30,
  "NVRM: GPU 0000:01:00.0: GPU has fallen off the bus.",
  { event: "gpu_fallen" },
];

/** A process that the kernel killed for want of memory. */
export const killed = (ago: number, victim: string): Entry => [
  ago,
  `Out of memory: Killed process 4242 (${victim}) total-vm:1kB`,
  { event: "oom_kill", victim },
];

/** A probe that reports, beside what else it says. */
export const alive = up();
