import type { Entry } from "../once/loki-box";
import { says } from "../rules/host-lines";
import { card, disks, gb, healthy, holder, memory, model, rounds, sensor } from "./lines";

/** Hosts as probe, sensor, Ollama and kernel tell of them: a name, and the lines of each job. */
export type Host = Partial<Record<"probe" | "ollama-service" | "kernel", Entry[]>>;

/** A card that others hold nearly whole and that is too hot, beside one that has nothing to do. */
const twoCards: Host = {
  probe: [
    ...disks,
    ...rounds((ago) => [
      ...healthy(ago),
      sensor(ago, { readable: 1, cards: 2, vendor: "nvidia" }),
      model(ago, "qwen3:8b", gb(5)),
      card(ago, "0", {
        name: "RTX 3090",
        ...memory(24, 24 * 0.98),
        ...{ utilization: 0.9, temperature: 91, power: 340, power_limit: 350, clock: 1500, power_capped: 0 },
        ...{ held_ours: gb(6), held_others: gb(17) },
        // In a quarter of the rounds.
        throttle: ago % 4 === 1 ? "hw_thermal" : "",
      }),
      card(ago, "1", {
        name: "RTX 3090",
        ...memory(24, 0),
        ...{ utilization: 0, temperature: 40, power: 20, power_limit: 350, clock: 300, power_capped: 0 },
        ...{ held_ours: 0, held_others: 0 },
      }),
    ]),
    // Written when they change, or once a minute; one has gone.
    holder(50, "ollama", 1, gb(6)),
    holder(50, "trainer", 0, gb(16)),
    holder(50, "notebook", 0, gb(1)),
    holder(100, "gone", 0, gb(9)),
    holder(40, "gone", 0, 0),
  ],
  "ollama-service": [[20, "       eval time = 20 tokens", { eval_tokens: "20", tokens_per_second: "12.5" }]],
  kernel: [
    [900, "NVRM: Xid (PCI:0000:01:00): 79", { event: "gpu_xid", xid: "79", xid_kind: "hardware" }],
    [600, "NVRM: Xid (PCI:0000:01:00): 79", { event: "gpu_xid", xid: "79", xid_kind: "hardware" }],
    [300, "Out of memory: Killed process 7 (llama-server)", { event: "oom_kill", victim: "llama-server" }],
    [200, "something else", {}],
  ],
};

/** Nothing tells of a card. */
const noGpu: Host = { probe: [...disks, ...rounds(healthy)] };

/** A sensor that looks, and finds none. */
const noCard: Host = {
  probe: rounds((ago) => [
    ...healthy(ago),
    sensor(ago, { readable: 0, reason: "no_card", error: "no card" }),
  ]),
};

/** It could be read, until the driver was updated. */
const unreadable: Host = {
  probe: [
    ...rounds((ago) => [...healthy(ago)]),
    ...[105, 90, 75].flatMap((ago) => [sensor(ago), card(ago, "0", { ...memory(24, 12), temperature: 60 })]),
    // Twice within a minute: only the newest is its state.
    sensor(46, { readable: 0, reason: "hung", error: "no answer" }),
    ...[31, 16, 1].map((ago) =>
      sensor(ago, {
        readable: 0,
        reason: "version_mismatch",
        error: "Driver/library version mismatch",
        code: 18,
      }),
    ),
  ],
};

/** No word of its sensor any more. */
const silent: Host = { probe: [...rounds(healthy), ...[900, 885].map((ago) => sensor(ago))] };

/** A model was put out a moment ago: the sensor sees its memory free, the probe has not asked again. */
const unloaded: Host = {
  probe: [
    ...rounds((ago) => [
      ...healthy(ago),
      sensor(ago),
      card(ago, "0", { name: "RTX 3090", ...memory(24, 1), held_ours: 0, held_others: gb(1) }),
    ]),
    model(20, "qwen3:8b", gb(12)),
    holder(30, "notebook", 0, gb(1)),
  ],
};

/** Its driver names no holders. */
const amd: Host = {
  probe: rounds((ago) => [
    ...healthy(ago),
    sensor(ago, { readable: 1, cards: 1, vendor: "amd" }),
    model(ago, "gemma3:12b", gb(8)),
    says(ago, {
      probe: "gpu",
      gpu: "0",
      ...{ readable: 1, name: "RX 7900 XTX", vendor: "amd", utilization: 0.5, temperature: 70, power: 200 },
      ...memory(24, 10),
    }),
  ]),
};

/** Its driver tells heat alone. */
const intel: Host = {
  probe: rounds((ago) => [
    ...healthy(ago),
    sensor(ago, { readable: 1, cards: 1, vendor: "intel" }),
    says(ago, { probe: "gpu", gpu: "0", readable: 1, name: "Arc A770", vendor: "intel", temperature: 48 }),
  ]),
};

/** One of two cards fell off the bus. */
const lost: Host = {
  probe: rounds((ago) => [
    ...healthy(ago),
    sensor(ago, { readable: 1, cards: 1, vendor: "nvidia" }),
    card(ago, "0", { name: "RTX 3090", ...memory(24, 4), temperature: 50 }),
    says(ago, { probe: "gpu", gpu: "1", name: "RTX 3090", readable: 0, reason: "card_lost", error: "gone" }),
  ]),
};

/** No sensor: a load that found the card full and went to the CPU, and one before that found it free. */
const logOnly: Host = {
  probe: rounds(healthy),
  "ollama-service": [
    ...load(1800, 23.5, 41),
    ...load(600, 0.5, 0),
    [500, "offloaded 0/41 layers to GPU", { layers_offloaded: "0", layers: "41" }],
  ],
};

function load(ago: number, free: number, layers: number): Entry[] {
  const bytes = { gpu_total: String(gb(24)), gpu_free: String(gb(free)) };
  return [
    [ago, "CUDA0 : NVIDIA GeForce RTX 3090 (MiB free)", { gpu: "CUDA0", ...bytes }],
    [ago - 1, `offloaded ${layers}/41 layers to GPU`, { layers_offloaded: String(layers), layers: "41" }],
    [ago - 2, "CUDA0 model buffer", { gpu: "CUDA0", gpu_weights: String(gb(layers / 4)) }],
  ];
}

export const hosts = {
  twoCards,
  noGpu,
  noCard,
  unreadable,
  silent,
  unloaded,
  amd,
  intel,
  lost,
  logOnly,
} satisfies Record<string, Host>;
