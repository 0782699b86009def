import type { Card } from "./card";
import { amount, told, values } from "./csv";
import { type Fault, faultInWords, isPciAddress, pciAddress } from "./faults";
import { throttling } from "./throttle";

const MIB = 2 ** 20;
/** Beyond this a number is an overflow. */
const MOST_MEMORY = 2 ** 50;

/** A line of nvidia-smi about a card. */
export interface Row {
  card: Card;
  /** By which processes name it. */
  uuid?: string;
  /** It is there, and does not answer. */
  fault?: Fault;
  /** Its memory is not told, though nothing forbids it: it is the host's. */
  memoryUntold: boolean;
}

/**
 * Reads a line about a card.
 *
 * @param fields what was asked for, in the order of the line
 * @returns undefined where it is none: a sentence, half a line
 */
export function readRow(line: string, fields: readonly string[]): Row | undefined {
  const found = values(line, fields.length);
  const value = (name: string) => found?.[fields.indexOf(name)];
  const gpu = value("index");
  if (!gpu || !/^\d{1,3}$/.test(gpu)) return undefined;
  const bytes = (name: string) => amount(value(name), MIB, MOST_MEMORY);
  const share = (name: string) => amount(value(name), 0.01, 1);
  const bus = told(value("pci.bus_id"));
  // Lines that ran into each other have the right number of values, each in another's place.
  if (bus && !isPciAddress(bus)) return undefined;
  const memory = memoryOf(bytes("memory.total"), bytes("memory.used"), bytes("memory.free"));
  const card: Card = {
    gpu,
    name: told(value("name"))?.replace(/^NVIDIA (?:GeForce )?(?=.)/, ""),
    vendor: "nvidia",
    bus: bus && pciAddress(bus),
    driver: told(value("driver_version")),
    ...memory,
    utilization: share("utilization.gpu"),
    memory_utilization: share("utilization.memory"),
    temperature: amount(value("temperature.gpu"), 1, 250),
    temperature_memory: amount(value("temperature.memory"), 1, 250),
    power: amount(value("power.draw"), 1, 10_000),
    power_limit: amount(value("enforced.power.limit"), 1, 10_000),
    clock: amount(value("clocks.current.graphics")),
    pstate: told(value("pstate")),
    ...throttling(value("clocks_event_reasons.active") ?? value("clocks_throttle_reasons.active")),
    ecc_uncorrected: amount(value("ecc.errors.uncorrected.volatile.total")),
    mig: { Enabled: 1 as const, Disabled: 0 as const }[value("mig.mode.current") ?? ""],
    recovery: recovery(told(value("gpu_recovery_action"))),
  };
  const untold = (name: string) => /^\[?(N\/A|Not Supported)\]?$/.test(value(name) ?? "");
  return {
    card,
    uuid: told(value("uuid")),
    fault: faultOf(found ?? []),
    memoryUntold: untold("memory.total") && untold("memory.used"),
  };
}

/** Two of the three tell the third, but where a part is reserved. */
function memoryOf(memory_total?: number, memory_used?: number, memory_free?: number) {
  if (memory_total === undefined) return { memory_used, memory_free };
  const rest = (known?: number) => (known === undefined ? undefined : Math.max(0, memory_total - known));
  return {
    memory_total,
    memory_used: memory_used ?? rest(memory_free),
    memory_free: memory_free ?? rest(memory_used),
  };
}

/** A card that does not answer has a sentence where values stand: `[GPU is lost]`. */
function faultOf(found: string[]): Fault | undefined {
  const sentence = found.find((each) => /GPU is lost|requires? reset|fallen off/i.test(each));
  if (sentence) return faultInWords(sentence);
  const unknown = found.filter((each) => /^\[?Unknown Error\]?$/i.test(each)).length;
  return unknown > found.length / 2
    ? { reason: "failed", error: "The card answers every question with an unknown error: look at `dmesg`." }
    : undefined;
}

/** Drivers spell it differently: `Reset`, `GPU Reset`, `Reboot`, `Drain P2P`, `Drain and Reset`. */
function recovery(action: string | undefined): Card["recovery"] {
  const found = /reboot|drain|reset/i.exec(action ?? "")?.[0].toLowerCase();
  return found as Card["recovery"];
}
