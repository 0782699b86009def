import type { StackConfig } from "../config/stack";

/** What is to be known of a container by those who do not make it: commands, checks, tests. */
export interface Part {
  /** What the configuration has for it: its image, and its port on the host's loopback. undefined: it does not run. */
  config: (config: StackConfig) => { image: string; port?: number } | undefined;
  /** Key of the configuration that names its image. */
  imageKey: (config: StackConfig) => string;
  /** Key that says on which port of the host's loopback it is published. @default none is */
  portKey?: string;
  /** Where it has its data volume. @default it keeps nothing */
  data?: string;
  /** It works without the stack's own network. @default false */
  elsewhere?: true;
}

/** The containers a stack may have, by their role: the one place that lists them. */
export const parts = {
  loki: { config: ({ loki }) => loki, imageKey: () => "lokiImage", portKey: "lokiPort", data: "/loki" },
  collector: {
    config: ({ collector }) => collector,
    imageKey: ({ collector }) => `${collector.agent}Image`,
    data: "/var/lib/promtail",
  },
  probe: { config: ({ probe }) => probe, imageKey: () => "probeImage", elsewhere: true },
  grafana: {
    config: ({ grafana }) => grafana,
    imageKey: () => "grafanaImage",
    portKey: "grafanaPort",
    data: "/var/lib/grafana",
  },
  relay: { config: ({ relay }) => relay, imageKey: () => "probeImage" },
} as const satisfies Record<string, Part>;

/** What runs in a container. */
export type Role = keyof typeof parts;

/** All of them, whether they run or not. */
export const allParts = Object.entries(parts).map(([role, part]): Part & { role: Role } => ({
  role: role as Role,
  ...part,
}));

/** Those a stack should have, with their images and ports. */
export function partsOf(config: StackConfig) {
  return allParts.flatMap(({ role, data, portKey, ...part }) => {
    const own = part.config(config);
    return own
      ? [{ role, data, portKey, image: own.image, imageKey: part.imageKey(config), port: own.port }]
      : [];
  });
}
