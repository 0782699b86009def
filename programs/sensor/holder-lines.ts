import type { Line } from "../shared/output";
import type { Holder } from "./holders";

/** Lines a card: the largest. */
const MOST = 5;
/** A change by more than so many bytes is told at once. */
const CHANGE = 64 * 2 ** 20;

/** Says who holds a card when that changes, else now and then; who is gone is told once, with nothing. */
export class HolderLines {
  private readonly told = new Map<string, { line: Line; memory: number; at: number }>();

  /** @param again milliseconds after which the unchanged is told again */
  constructor(private readonly again: number) {}

  /** @param now in milliseconds */
  of(gpu: string, holders: Holder[], now: number): Line[] {
    const lines: Line[] = [];
    const key = ({ kind, holder }: Holder) => JSON.stringify([gpu, kind, holder]);
    const there = new Set(holders.map(key));
    for (const each of holders.slice(0, MOST)) {
      const last = this.told.get(key(each));
      // A timer may be early by a little.
      const due = !last || now - last.at >= this.again * 0.95;
      if (!due && Math.abs(each.memory - last.memory) <= CHANGE) continue;
      const line: Line = { probe: "holder", gpu, ...each };
      this.told.set(key(each), { line, memory: each.memory, at: now });
      lines.push(line);
    }
    for (const [name, { line }] of this.told) {
      if (line.gpu !== gpu || there.has(name)) continue;
      this.told.delete(name);
      lines.push({ ...line, memory: 0, pids: 0 });
    }
    return lines;
  }
}
