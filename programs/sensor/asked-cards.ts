import type { Card } from "./card";

/** Milliseconds after which all cards are asked again: a card that was reset answers. */
const UNTIL_ALL = 10 * 60_000;

/** Which cards nvidia-smi is asked for. One that fell off the bus ends it for all: then only the others are asked. */
export class AskedCards {
  /** Card by PCI address, as nvidia-smi takes it. */
  private readonly uuids = new Map<string, string>();
  private readonly lost = new Set<string>();
  private since = 0;

  /** Takes note of a card that answers. */
  answered({ bus }: Card, uuid: string | undefined): void {
    if (!bus || !uuid) return;
    this.uuids.set(bus, uuid);
    this.lost.delete(bus);
  }

  /**
   * Leaves a card out.
   *
   * @param bus its PCI address
   * @returns whether others are left that can be asked without it
   */
  leaveOut(bus: string | undefined, now: number): boolean {
    if (!bus || !this.uuids.has(bus) || this.lost.has(bus)) return false;
    this.lost.add(bus);
    this.since = now;
    return this.left.length > 0;
  }

  /** Asks all cards again. */
  askAll(): void {
    this.lost.clear();
  }

  /** Whether cards are left out for so long that all are to be asked again. */
  due(now: number): boolean {
    return this.lost.size > 0 && now - this.since >= UNTIL_ALL;
  }

  /** nvidia-smi's arguments. */
  get arguments(): string[] {
    return this.lost.size > 0 && this.left.length > 0 ? ["-i", this.left.join(",")] : [];
  }

  private get left(): string[] {
    return [...this.uuids].filter(([bus]) => !this.lost.has(bus)).map(([, uuid]) => uuid);
  }
}
