// One receiver: messages wait here for their turn, so that a storm of alerts does not break the service's rate limit.
// Those that wait are merged. Grafana's request is answered when the service has taken its message, or with an error when
// that lasts too long; then the message is held on, for Grafana forgets an alert that ends before it could be told.
import { setTimeout as delay } from "node:timers/promises";

import type { Message } from "./forms";
import { LateDeliveries } from "./late-deliveries";
import type { Log, Outcome, Why } from "./log";
import { groupOf, merged, shortened, sizeOf } from "./messages";
import { type Entry, isSome, Queue, type Reply } from "./queue";
import { RateLimit } from "./rate-limit";
import type { Refusal } from "./refusal";
import { send } from "./send";
import type { Limit } from "./service";
import type { Pace, Route, Settings } from "./settings";

const usualPace: Pace = {
  // Grafana's tests of receivers wait for 15 seconds, its alerts for 30.
  patience: 12_000,
  // A bot that was too fast is blocked for ten minutes.
  hold: 900_000,
  often: [15_000, 120_000],
  later: [2_000, 60_000],
};

/** A message that is being sent, and who waited for it when that began. */
interface Sending {
  entry: Entry;
  message: Message;
  waiters: ((reply: Reply) => void)[];
}

type Trouble = Pick<Refusal, "code" | "said" | "status" | "text">;

export class Bot {
  private readonly queue = new Queue();
  private readonly late = new LateDeliveries();
  private readonly limit: Limit;
  private readonly pace: Pace;
  private readonly rate: RateLimit;
  private busy = false;
  private failing = false;
  /** Why the service takes nothing at present. */
  private trouble?: Trouble;

  constructor(
    private readonly route: Route,
    private readonly more: string,
    private readonly log: Log,
    { limit, ...pace }: NonNullable<Settings["pace"]> = {},
  ) {
    this.pace = { ...usualPace, ...pace };
    this.limit = { ...route.service.limit, ...limit };
    this.rate = new RateLimit(this.limit, this.pace);
  }

  /**
   * Takes Grafana's message; resolves to what it is answered.
   *
   * @param gone aborts when Grafana no longer waits for the answer
   */
  take(body: string, gone?: AbortSignal): Reply | Promise<Reply> {
    const message = parse(body);
    if (!message) return { status: 400, text: "not a JSON message" };
    const group = groupOf(message);
    if (this.late.take(group, message)) return { status: 200, text: "ok" };
    let entry = this.queue.get(group);
    if (!entry) {
      if (this.queue.isFull) return this.refuse({ status: 503, said: "too many messages wait" });
      entry = { group, waiters: new Set(), limit: this.limit.bytes, message, at: 0 };
      this.queue.add(entry);
    }
    Object.assign(entry, { message, at: performance.now() });
    const answered = this.answerFor(entry, gone);
    void this.work();
    return answered;
  }

  /** What still waits is lost with this process, unless Grafana sends it again. */
  stop(): void {
    const messages = this.queue.size;
    if (messages > 0) this.say("lost", { said: "the relay was stopped", messages });
  }

  private answerFor(entry: Entry, gone?: AbortSignal): Promise<Reply> {
    return new Promise((resolve) => {
      const waiter = (reply: Reply) => {
        clearTimeout(timer);
        gone?.removeEventListener("abort", giveUp);
        entry.waiters.delete(waiter);
        resolve(reply);
      };
      const giveUp = () => {
        entry.told = true;
        const { status = 503, text, ...why } = this.trouble ?? { said: "waits for its turn (rate limit)" };
        this.say("delayed", why);
        waiter({ status, text: text ?? `${this.route.type}: ${why.said}` });
      };
      const timer = setTimeout(giveUp, this.pace.patience);
      gone?.addEventListener("abort", giveUp);
      entry.waiters.add(waiter);
    });
  }

  private async work(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    while (this.queue.size > 0) {
      const pause = this.rate.pause();
      if (pause > 0) {
        await delay(Math.min(pause, 1000));
        this.forget();
      } else {
        await this.next();
      }
    }
    this.busy = false;
  }

  private async next(): Promise<void> {
    const entries = this.queue.batch(this.rate.tokens, this.limit.bytes);
    const batch = entries.map((entry) => ({ entry, message: entry.message, waiters: [...entry.waiters] }));
    this.rate.sent();
    const messages = batch.map(({ message }) => message);
    if (!isSome(messages)) return;
    const limit = Math.min(...entries.map((entry) => entry.limit));
    const all = merged(messages);
    const whole = shortened(all, limit, this.more);
    const refusal = await send(this.route, whole);
    if (!refusal) return this.delivered(batch);
    const { kind } = refusal;
    if (kind === "often" || kind === "later") return this.block(kind, refusal);
    if (refusal.unfit) return batch.forEach((each) => this.refused(each, refusal));
    const again = (change: Partial<Entry>) =>
      entries.forEach((entry) => this.queue.moveToEnd(Object.assign(entry, change)));
    // One of them may be the reason: each for itself.
    if (batch.length > 1) return again({ alone: true });
    const shorter = Math.floor(sizeOf(whole) * 0.7);
    const canShrink = limit > 500 && sizeOf(shortened(all, shorter, this.more)) < sizeOf(whole);
    if (kind === "long" && canShrink) again({ limit: shorter, alone: true });
    else batch.forEach((each) => this.refused(each, refusal));
  }

  private delivered(batch: Sending[]): void {
    this.rate.delivered();
    this.trouble = undefined;
    if (this.failing) this.say("recovered", { said: "takes messages again" });
    for (const sending of batch) {
      if (sending.entry.told) this.late.add(sending.entry.group, sending.message);
      this.done(sending, { status: 200, text: "ok" });
    }
  }

  private refused(sending: Sending, refusal: Refusal): void {
    this.done(sending, this.refuse({ ...refusal, status: (refusal.text && refusal.status) || 400 }));
  }

  private refuse({ status, text, code, said }: Trouble & { status: number }): Reply {
    this.say("refused", { code, said });
    return { status, text: text ?? `${this.route.type} refused the message: ${said}` };
  }

  /** Unless a newer message has come meanwhile. */
  private done({ entry, message, waiters }: Sending, reply: Reply): void {
    if (entry.message === message) this.queue.remove(entry);
    for (const waiter of waiters) waiter(reply);
  }

  private block(kind: "often" | "later", { wait, code, said, status = 502, text }: Refusal): void {
    this.rate.block(kind, wait);
    this.trouble = { code, said, status, text };
  }

  /** Gives up what nobody has asked for since long. */
  private forget(): void {
    for (const entry of this.queue.olderThan(this.pace.hold)) {
      this.queue.remove(entry);
      this.say("lost", this.trouble ?? { said: "waited too long" });
    }
  }

  private say(outcome: Outcome, why: Why): void {
    this.failing = outcome !== "recovered";
    this.log(outcome, why);
  }
}

function parse(body: string): Message | undefined {
  try {
    const message: unknown = JSON.parse(body);
    return typeof message === "object" && message !== null ? (message as Message) : undefined;
  } catch {
    return undefined;
  }
}
