import type { StackConfig } from "../config/stack";

/** What commands and checks know of a container; the component beside this file that makes it knows the rest. */
export interface Part {
  /** Its part of the configuration, of which image, port on the host and limit of memory are read. undefined: it does not run. */
  config: (config: StackConfig) => { image: string; port?: number; memory?: number } | undefined;
  /** Key of the configuration that names its image. */
  imageKey: (config: StackConfig) => string;
  /** Key that says on which port of the host it is published, the loopback's alone but for `tls`. @default none is */
  portKey?: string;
  /** Path inside the container where its data volume is mounted. @default it keeps nothing */
  data?: string;
  /** It may run on another network than the stack's own (probeNetwork). @default false */
  otherNetwork?: true;
  /** The stack does without it while it is not healthy. @default false */
  optional?: boolean;
}

/** A proxy of the n-th engine; the check of moreSockets knows how many there may be. */
const proxy = (at: number) =>
  ({
    config: ({ engines }: StackConfig) => (engines?.sockets[at] === undefined ? undefined : engines),
    imageKey: () => "proxyImage",
    otherNetwork: true,
    optional: at > 0,
  }) as const;

/** The containers a stack may have, by their role: the one place that lists them. */
export const parts = {
  proxy: proxy(0),
  "proxy-2": proxy(1),
  "proxy-3": proxy(2),
  loki: { config: ({ loki }) => loki, imageKey: () => "lokiImage", portKey: "lokiPort", data: "/loki" },
  collector: {
    config: ({ collector }) => collector,
    imageKey: ({ collector }) => `${collector.agent}Image`,
    data: "/var/lib/promtail",
  },
  probe: { config: ({ probe }) => probe, imageKey: () => "probeImage", otherNetwork: true },
  grafana: {
    config: ({ grafana }) => grafana,
    imageKey: () => "grafanaImage",
    portKey: "grafanaPort",
    data: "/var/lib/grafana",
  },
  sensor: { config: ({ sensor }) => sensor, imageKey: () => "sensorImage", otherNetwork: true },
  relay: { config: ({ relay }) => relay, imageKey: () => "probeImage" },
  tls: { config: ({ tls }) => tls, imageKey: () => "probeImage", portKey: "grafanaTlsPort" },
} as const satisfies Record<string, Part>;

/** Name of a container within its stack. */
export type Role = keyof typeof parts;

/** Proxies, in the order of the engines they stand before. */
export const proxyRoles = ["proxy", "proxy-2", "proxy-3"] as const satisfies Role[];

/** All containers a stack may have, whether they run or not. */
export const allParts = Object.entries(parts).map(([role, part]): Part & { role: Role } => ({
  role: role as Role,
  ...part,
}));

/** The containers this stack should have, with images, ports and limits of memory (MiB) of its configuration. */
export function partsOf(config: StackConfig) {
  return allParts.flatMap(({ role, data, portKey, ...part }) => {
    const own = part.config(config);
    if (!own) return [];
    const { image, port, memory } = own;
    return [{ role, data, portKey, image, imageKey: part.imageKey(config), port, memory }];
  });
}
