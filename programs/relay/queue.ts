import type { Message } from "./forms";
import { fitting, type Messages, sizeOf } from "./messages";

/** What Grafana is answered. */
export interface Reply {
  status: number;
  text: string;
}

/** A message that waits, and those of Grafana's requests that wait for it. */
export interface Entry {
  /** The group of alerts it is about. */
  readonly group: string;
  readonly waiters: Set<(reply: Reply) => void>;
  message: Message;
  /** When Grafana sent it last, by performance.now(). */
  at: number;
  /** Its size at most. */
  limit: number;
  /** Not to be merged with others. */
  alone?: boolean;
  /** Grafana has got an error for it. */
  told?: boolean;
}

/** More are refused, and Grafana keeps them. */
const MOST = { messages: 200, bytes: 512 * 1024 };

/** Messages that wait, by the group of alerts each is about: a newer one replaces an older one. */
export class Queue {
  private readonly entries = new Map<string, Entry>();

  get size(): number {
    return this.entries.size;
  }

  get isFull(): boolean {
    const sizes = [...this.entries.values()].map(({ message }) => sizeOf(message));
    return sizes.length >= MOST.messages || sizes.reduce((sum, size) => sum + size, 0) > MOST.bytes;
  }

  get(group: string): Entry | undefined {
    return this.entries.get(group);
  }

  add(entry: Entry): void {
    this.entries.set(entry.group, entry);
  }

  remove({ group }: Entry): void {
    this.entries.delete(group);
  }

  /** Those that Grafana has not sent again for so many milliseconds. */
  olderThan(age: number): Entry[] {
    return [...this.entries.values()].filter(({ at }) => performance.now() - at >= age);
  }

  /** Behind all others, which one that is refused again and again must not hold back. */
  moveToEnd(entry: Entry): void {
    if (this.entries.get(entry.group) !== entry) return;
    this.entries.delete(entry.group);
    this.entries.set(entry.group, entry);
  }

  /**
   * What is sent next: one message as long as there is room for each, else as many as fit into one.
   *
   * @param tokens messages that may be sent at once
   * @param bytes  size of a merged message
   */
  batch(tokens: number, bytes: number): Entry[] {
    const all = [...this.entries.values()];
    if (all.length <= tokens || all[0]?.alone) return all.slice(0, 1);
    const together = all.filter(({ alone }) => !alone);
    const messages = together.map(({ message }) => message);
    return isSome(messages) ? together.slice(0, fitting(messages, bytes)) : [];
  }
}

/** At least one; the compiler does not see that from a length. */
export function isSome(messages: readonly Message[]): messages is Messages {
  return messages.length > 0;
}
