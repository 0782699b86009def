import type { Card } from "./card";
import type { PciCards } from "./pci";

/** Bytes of a card in use below which nobody works with it: the driver's own, and a desktop's. */
const LITTLE = 2 ** 28;

/** Rounds of idleness after which cards are left alone, and rounds that they are given to fall asleep. */
const ROUNDS = 4;
/** Rounds until the next try with cards that stayed awake. */
const AGAIN = 40;

/** When cards are not to be asked: they sleep, or would if nobody asked them. */
export class Rest {
  private idleSince?: number;
  private restsSince?: number;
  private notBefore = 0;

  /** @param interval milliseconds between two rounds */
  constructor(
    private readonly pci: PciCards,
    private readonly interval: number,
  ) {}

  /** Takes note of a round in which cards were asked. */
  seen(cards: Card[], now: number): void {
    const idle = cards.every(
      ({ utilization, memory_used }) => utilization === 0 && (memory_used ?? Infinity) < LITTLE,
    );
    this.idleSince = idle ? (this.idleSince ?? now) : undefined;
  }

  /** Whether nobody is to be asked now; of several cards either all are asked or none. */
  due(now: number): boolean {
    const cards = this.pci.all;
    if (cards.length === 0) return false;
    if (cards.every((bus) => this.pci.asleep(bus))) {
      this.restsSince = this.idleSince = undefined;
      return true;
    }
    if (this.restsSince !== undefined) {
      if (now - this.restsSince < ROUNDS * this.interval) return true;
      this.restsSince = this.idleSince = undefined;
      this.notBefore = now + AGAIN * this.interval;
      return false;
    }
    const idleFor = this.idleSince === undefined ? 0 : now - this.idleSince;
    const due =
      idleFor >= ROUNDS * this.interval &&
      now >= this.notBefore &&
      cards.every((bus) => this.pci.sleeps(bus));
    if (due) this.restsSince = now;
    return due;
  }
}
