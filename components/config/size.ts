import type { ConfigReader } from "./reader";

/** How much memory a host has for this stack and everything else on it: 2, 4, or 8 GiB and more. */
const sizes = ["small", "medium", "large"] as const;
export type Size = (typeof sizes)[number];

/**
 * Limits of memory in MiB. The rest follows from them: how much Loki keeps at hand (components/containers/loki.ts), and when
 * programs in Go collect their garbage. Where the numbers come from: docs/performance.md, "Sizes".
 */
export const bySize: Record<Size, Limits> = {
  small: { loki: 512, grafana: 384, collector: 160 },
  medium: { loki: 1024, grafana: 768, collector: 256 },
  large: { loki: 3072, grafana: 1024, collector: 384 },
};

interface Limits {
  loki: number;
  grafana: number;
  collector: number;
}

/** The limits of memory in MiB of those that grow with what is logged and asked: what their keys say, else their size. */
export function readLimits(reader: ConfigReader): Limits {
  const size = bySize[reader.oneOf("size", sizes)];
  const limit = (key: string, least: number, most: number) => reader.integer(key, least, most, "by size");
  return {
    loki: limit("lokiMemory", 256, 1_048_576) || size.loki,
    grafana: limit("grafanaMemory", 256, 65_536) || size.grafana,
    collector: limit("collectorMemory", 64, 65_536) || size.collector,
  };
}
