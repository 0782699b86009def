import type { PciCards } from "./pci";

/** Milliseconds after which all cards are asked again: a card that was reset answers. */
const UNTIL_ALL = 10 * 60_000;

/** Which cards nvidia-smi is asked for. One that fell off the bus ends it for all: then only the others are asked. */
export class AskedCards {
  private readonly answering = new Set<string>();
  private readonly left = new Set<string>();
  private since = 0;

  constructor(private readonly pci: PciCards) {}

  /** Takes note of a card that answers. @param bus its PCI address */
  answered(bus: string): void {
    this.answering.add(bus);
    this.left.delete(bus);
  }

  /**
   * Leaves out a card that does not answer.
   *
   * @param bus its PCI address; undefined: nvidia-smi did not say which, the bus does
   * @returns whether others are left that can be asked without it
   */
  leaveOut(bus: string | undefined, now: number): boolean {
    const lost = bus ? [bus] : this.pci.all.filter((each) => this.pci.gone(each));
    const more = lost.filter((each) => this.known.includes(each) && !this.left.has(each));
    for (const each of more) this.left.add(each);
    if (more.length > 0) this.since = now;
    return more.length > 0 && this.rest.length > 0;
  }

  /**
   * Cards that are left out, and those that nvidia-smi passes by without a word because they are off the bus.
   *
   * @param answering those that are not
   * @param named one that nvidia-smi says is lost
   */
  lost(answering: string[], named?: string): string[] {
    const silent = this.known.filter((bus) => !answering.includes(bus));
    const lost = silent.filter((bus) => bus === named || this.left.has(bus) || this.pci.gone(bus));
    return named && !this.known.includes(named) ? [...lost, named] : lost;
  }

  /** Asks all cards again. */
  askAll(): void {
    this.left.clear();
  }

  /** Whether cards are left out for so long that all are to be asked again. */
  due(now: number): boolean {
    return this.left.size > 0 && now - this.since >= UNTIL_ALL;
  }

  /** nvidia-smi's arguments. */
  get arguments(): string[] {
    return this.left.size > 0 && this.rest.length > 0 ? ["-i", this.rest.join(",")] : [];
  }

  /** Those that answered, and those that only the bus tells of: the sensor may be younger than the fault. */
  private get known(): string[] {
    return [...new Set([...this.answering, ...this.pci.all])];
  }

  private get rest(): string[] {
    return this.known.filter((bus) => !this.left.has(bus));
  }
}
