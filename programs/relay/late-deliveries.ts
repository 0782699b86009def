import type { Message } from "./forms";

const KEPT = 120_000;

/** What was delivered after Grafana had got an error: it sends that once more. */
export class LateDeliveries {
  private readonly byGroup = new Map<string, { text: string; at: number }>();

  add(group: string, message: Message): void {
    this.byGroup.set(group, { text: JSON.stringify(message), at: performance.now() });
  }

  /** Whether this message has been delivered already; says so once. */
  take(group: string, message: Message): boolean {
    for (const [key, { at }] of this.byGroup) if (performance.now() - at > KEPT) this.byGroup.delete(key);
    const before = this.byGroup.get(group);
    this.byGroup.delete(group);
    return before?.text === JSON.stringify(message);
  }
}
