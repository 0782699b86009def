import { type Line, print } from "../shared/output";
import { type Card, cardLine } from "./card";
import { type DrmCard, drmCards } from "./drm";
import { type Reason } from "./faults";

const vendors = {
  amd: { id: "0x1002", called: "AMD" },
  intel: { id: "0x8086", called: "Intel" },
} as const;

/** Bytes that the firmware sets aside for a graphics unit inside a processor, at most, where it gets more when it needs it. */
const HARDLY_ANY = 4 * 2 ** 30;

const nothingTold =
  "The card's driver tells nothing any more: look at `dmesg`; after a reset that failed only a reboot helps.";

/** The line of a card that is there and tells nothing. */
function unreadable({ gpu, name, vendor, bus }: Card): Line {
  return { probe: "gpu", gpu, name, vendor, bus, readable: 0, reason: "failed", error: nothingTold };
}

/** Reads AMD's and Intel's cards from the kernel's files. */
export class Sysfs {
  private since?: number;

  /** @param patience milliseconds after which a round that has not ended counts as hanging */
  constructor(
    private readonly vendor: "amd" | "intel",
    private readonly sys: string,
    private readonly patience: number,
  ) {}

  start(): void {
    this.tick();
  }

  tick(): void {
    const now = performance.now();
    if (this.since === undefined) {
      this.since = now;
      void this.round().finally(() => (this.since = undefined));
    } else if (now - this.since >= this.patience)
      this.blind("hung", "A card hangs in the driver: look at `dmesg`, a reboot may be needed.");
  }

  private async round(): Promise<void> {
    const { id, called } = vendors[this.vendor];
    const found = await drmCards(this.sys, id);
    if (found.length === 0) {
      this.blind("no_card", `The kernel shows no card of ${called}'s.`);
      return;
    }
    const cards = await Promise.all(found.map((card, at) => this.read(card, String(at))));
    const silent = cards.filter((card) => this.silent(card)).map((card) => unreadable(card));
    const rest = cards.filter((card) => !this.silent(card));
    const sleep = cards.every(({ asleep }) => asleep) ? "The cards sleep, nobody uses them." : undefined;
    const error = this.vendor === "intel" ? "Intel: memory and use not readable." : sleep;
    print(
      rest.length > 0
        ? { probe: "gpus", readable: 1, cards: rest.length, vendor: this.vendor, error }
        : { probe: "gpus", readable: 0, reason: "failed", error: nothingTold },
      ...rest.map((card) => cardLine(card)),
      ...silent,
    );
  }

  /** Whether a card tells nothing of what its driver always tells while it works. */
  private silent({ asleep, memory_total, memory_used, utilization }: Card): boolean {
    return this.vendor === "amd" && !asleep && (memory_total ?? memory_used ?? utilization) === undefined;
  }

  private blind(reason: Reason, error: string): void {
    print({ probe: "gpus", readable: 0, reason, error });
  }

  private async read(card: DrmCard, gpu: string): Promise<Card> {
    const { called } = vendors[this.vendor];
    const [product, device] = [await card.read("product_name"), await card.read("device")];
    const name = product || `${called} ${device ?? "card"}`;
    const identity = { gpu, name, vendor: this.vendor, bus: await card.bus() };
    // Nobody uses it, and all that follows would wake it.
    if ((await card.read("power/runtime_status")) === "suspended") return { ...identity, asleep: 1 };
    const hwmon = await card.hwmon();
    const number = (name: string, unit?: number) => card.number(name, unit);
    const sensor = (name: string, unit?: number) => card.number(`${hwmon}/${name}`, unit);
    const common = { ...identity, temperature: await sensor("temp1_input", 1e-3) };
    if (this.vendor === "intel") return common;
    return {
      ...common,
      ...(await this.memory(card, hwmon)),
      utilization: await number("gpu_busy_percent", 0.01),
      memory_utilization: await number("mem_busy_percent", 0.01),
      temperature_memory: await sensor("temp3_input", 1e-3),
      power: (await sensor("power1_average", 1e-6)) ?? (await sensor("power1_input", 1e-6)),
      power_limit: await sensor("power1_cap", 1e-6),
      clock: await sensor("freq1_input", 1e-6),
    };
  }

  /**
   * Its own memory; of a graphics unit inside a processor (no fan, hardly any memory) what it may take of the host's, too,
   * which is where models are then. Known from the kernel's source alone.
   */
  private async memory(card: DrmCard, hwmon: string): Promise<Partial<Card>> {
    const read = async (kind: string) => ({
      total: await card.number(`mem_info_${kind}_total`),
      used: await card.number(`mem_info_${kind}_used`),
    });
    const [own, hosts] = [await read("vram"), await read("gtt")];
    const inside =
      (await card.read(`${hwmon}/fan1_input`)) === undefined && (own.total ?? Infinity) <= HARDLY_ANY;
    const shared = inside && hosts.used !== undefined && (hosts.total ?? 0) > (own.total ?? 0);
    const total = shared ? (own.total ?? 0) + (hosts.total ?? 0) : own.total;
    const used = shared && own.used !== undefined ? own.used + (hosts.used ?? 0) : own.used;
    return {
      memory_total: total,
      memory_used: used,
      memory_free: total !== undefined && used !== undefined ? Math.max(0, total - used) : undefined,
      unified: shared ? 1 : undefined,
    };
  }
}
