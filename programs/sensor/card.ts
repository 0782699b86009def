import type { Line } from "../shared/output";
import { share } from "../shared/text";
import type { Fault } from "./faults";

/** A card as it was read; what cannot be read is undefined. Bytes, shares of 0 to 1, degrees Celsius, watts, MHz. */
export type Card = {
  /** Number by which its lines name it. */
  gpu: string;
  name?: string;
  vendor: "nvidia" | "amd" | "intel";
  /** PCI address: `0000:01:00.0`. */
  bus?: string;
  driver?: string;
  memory_total?: number;
  memory_used?: number;
  memory_free?: number;
  utilization?: number;
  memory_utilization?: number;
  temperature?: number;
  temperature_memory?: number;
  power?: number;
  power_limit?: number;
  clock?: number;
  pstate?: string;
  /** What harmful slows it down, words parted by blanks; empty: nothing does. */
  throttle?: string;
  throttled?: 0 | 1;
  power_capped?: 0 | 1;
  ecc_uncorrected?: number;
  mig?: 0 | 1;
  recovery?: "reset" | "reboot" | "drain";
  /** Its memory is the host's. */
  unified?: 1;
  /** It is switched off because nobody uses it: nothing is told, and nobody asks. */
  asleep?: 1;
};

/** The line of a card that answers. */
export function cardLine(card: Card, more: Record<string, string | number | undefined> = {}) {
  const { memory_total: total, memory_used: used } = card;
  const memory_used_share = total && used !== undefined ? share(used / total) : undefined;
  return { probe: "gpu", ...card, memory_used_share, readable: 1, ...more };
}

/** The line of a card that is there, or was, and does not answer. @param before as it was when it did */
export function lostLine(card: Card, { reason, error }: Fault, before: Partial<Card> = {}): Line {
  const { gpu, name = before.name, vendor, bus = before.bus, driver = before.driver } = card;
  return { probe: "gpu", gpu, name, vendor, bus, driver, readable: 0, reason, error };
}
