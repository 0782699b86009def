import { clip } from "../shared/text";

/** Why cards cannot be read. */
export type Reason =
  | ("no_driver" | "card_lost" | "reset_needed" | "blocked" | "version_mismatch" | "not_installed")
  | ("hung" | "no_card" | "no_permission" | "garbage" | "failed");

export interface Fault {
  reason: Reason;
  /** A sentence for people: what it is, what to do. */
  error: string;
  /** Exit status of the program that was to tell. */
  code?: number;
  /** PCI address of the card it is about, where it names one. */
  bus?: string;
}

/** Those whose sentence is always the same. */
type Known = Exclude<Reason, "failed" | "garbage">;

const sentences: Record<Known, string> = {
  no_driver: "The NVIDIA driver is not loaded: look at `dmesg`, then reinstall the driver or reboot.",
  card_lost:
    "A card does not answer any more (it fell off the bus): reboot the machine; if it comes again, look at power, heat and seating.",
  reset_needed: "A card needs a reset: stop what uses it and run `nvidia-smi --gpu-reset`, or reboot.",
  blocked:
    "The card was taken from this container (systemctl daemon-reload does that): restart it, and Ollama's; devices by CDI keep it from happening.",
  version_mismatch:
    "Driver and library are of different versions (the driver was updated): reboot the machine.",
  not_installed:
    "There is no nvidia-smi in the sensor's container: the NVIDIA container toolkit did not bring it (on WSL2 and Jetson there is none).",
  hung: "nvidia-smi says nothing any more: a card hangs in the driver; look at `dmesg`, a reboot may be needed.",
  no_card: "The driver knows no card.",
  no_permission: "The sensor may not read the cards: look at the rights of /dev/nvidia*.",
};

/** By words first: exit codes are few, and a sentence may come with any of them. */
const words: [RegExp, Known][] = [
  [/couldn.t communicate with the NVIDIA driver|NVIDIA driver is not loaded|Driver Not Loaded/i, "no_driver"],
  [/version mismatch/i, "version_mismatch"],
  [/requires? (?:a )?reset|reset required/i, "reset_needed"],
  [/GPU is lost|fallen off the bus|Unable to determine the device handle/i, "card_lost"],
  [/Failed to initialize NVML: (?:Unknown Error|GPU access blocked)|access blocked/i, "blocked"],
  [/No devices were found/i, "no_card"],
  [/Insufficient Permissions|permission denied/i, "no_permission"],
  [/command not found|ENOENT|couldn.t find libnvidia-ml|NVML Shared Library Not Found/i, "not_installed"],
];

const codes: Record<number, Known> = {
  4: "no_permission",
  6: "no_card",
  9: "no_driver",
  12: "not_installed",
  15: "card_lost",
  16: "reset_needed",
  17: "blocked",
  18: "version_mismatch",
  126: "no_permission",
  127: "not_installed",
};

/** Other ends of nvidia-smi's, by its manual; there is no reason of its own for them. */
const rareEnds: Record<number, string> = {
  3: "A card or its driver does not offer what the sensor asks for: look at `nvidia-smi`.",
  8: "A card's power cables are not attached as they should be: look at them.",
  10: "The driver has trouble with a card's interrupts: look at `dmesg`.",
  13: "The driver is too old for its nvidia-smi: update it, or reboot where it was just updated.",
  14: "A card's infoROM is damaged: look at `nvidia-smi -q`; its vendor can help.",
};

/** What a sentence in nvidia-smi's output, or instead of a value, means; undefined where it is no known one. */
export function faultInWords(text: string): Fault | undefined {
  const reason = words.find(([form]) => form.test(text))?.[1];
  return reason && { ...fault(reason), bus: busIn(text) };
}

/**
 * Why nvidia-smi ended.
 *
 * @param said what it wrote that is no row, both streams
 */
export function faultOfExit(code: number | undefined, said: string): Fault {
  const known = faultInWords(said);
  if (known) return { ...known, code };
  const reason = code === undefined ? undefined : codes[code];
  if (reason) return { ...fault(reason), code };
  const rare = code === undefined ? undefined : rareEnds[code];
  if (rare) return { reason: "failed", error: rare, code };
  const text = clip(said);
  if (code === 0 && text)
    return { reason: "garbage", error: `nvidia-smi says what cannot be read: ${text}`, code };
  const status = code === undefined ? "by a signal" : `with status ${code}`;
  return { reason: "failed", error: `nvidia-smi ended ${status}${text ? `: ${text}` : "."}`, code };
}

export function fault(reason: Known): Fault {
  return { reason, error: sentences[reason] };
}

/** A PCI address as the kernel writes it; nvidia-smi's domain has eight digits. */
export function pciAddress(text: string): string {
  return text.toLowerCase().replace(/^0000([0-9a-f]{4}:)/, "$1");
}

const address = /(?:[0-9a-f]{4}){1,2}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-9a-f]/i;

export function isPciAddress(text: string): boolean {
  return address.exec(text)?.[0] === text;
}

function busIn(text: string): string | undefined {
  const found = address.exec(text)?.[0];
  return found && pciAddress(found);
}
