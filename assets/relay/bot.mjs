// One receiver: messages wait here for their turn, so that a storm of alerts does not break the service's rate limit.
// Those that wait are merged. Grafana's request is answered when the service has taken its message, or with an error when
// that lasts too long; then the message is held on, for Grafana forgets an alert that ends before it could be told.
import { setTimeout as delay } from "node:timers/promises";

import { fitting, groupOf, merged, shortened, sizeOf } from "./messages.mjs";
import { limits, send } from "./services.mjs";

/** Times in milliseconds, by a clock that nobody sets. */
const usual = {
  /** A request of Grafana's is answered within: its tests of receivers wait for 15 seconds, its alerts for 30. */
  patience: 12_000,
  /** A message is held so long after Grafana sent it last; a bot that was too fast is blocked for ten minutes. */
  hold: 900_000,
  /** First pause, doubled each time, and longest one, where a service asks for less ... */
  often: [15_000, 120_000],
  /** ... or is out of order. */
  later: [2_000, 60_000],
};
/** Of waiting messages; more are refused, and Grafana keeps them. */
const MOST = { messages: 200, bytes: 512 * 1024 };

export class Bot {
  /** Waiting messages by the group of alerts each is about: a newer one replaces an older one. */
  waiting = new Map();
  /** What was delivered after Grafana had got an error: it sends that once more. */
  late = new Map();
  busy = false;
  failures = 0;
  blockedUntil = 0;

  /** @param options.say  tells of failures: say("refused" | "delayed" | "lost" | "recovered", {code, said, messages}) */
  constructor(route, { more, say, ...pace }) {
    Object.assign(this, { route, more, tell: say, pace: { ...usual, ...pace } });
    this.limit = { ...limits[route.type], ...pace.limit };
    this.tokens = this.limit.burst;
    this.counted = performance.now();
  }

  say(outcome, why) {
    this.failing = outcome !== "recovered";
    this.tell(outcome, why);
  }

  /**
   * Takes Grafana's message; resolves to the status and text to answer.
   *
   * @param gone  aborts when Grafana no longer waits for the answer
   */
  take(body, gone) {
    let message;
    try {
      message = JSON.parse(body);
      if (message === null || typeof message !== "object") throw new Error("no object");
    } catch {
      return { status: 400, text: "not a JSON message" };
    }
    const group = groupOf(message);
    if (this.wasLate(group, message)) return { status: 200, text: "ok" };
    let entry = this.waiting.get(group);
    if (!entry) {
      if (this.isFull()) return this.refuse({ status: 503, said: "too many messages wait" });
      entry = { group, waiters: new Set(), limit: this.limit.bytes };
      this.waiting.set(group, entry);
    }
    Object.assign(entry, { message, at: performance.now() });
    const answered = new Promise((resolve) => {
      const waiter = (answer) => {
        clearTimeout(timer);
        gone?.removeEventListener("abort", giveUp);
        entry.waiters.delete(waiter);
        resolve(answer);
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
    void this.work();
    return answered;
  }

  /** What still waits is lost with this process, unless Grafana sends it again. */
  stop() {
    const messages = this.waiting.size;
    if (messages > 0) this.say("lost", { said: "the relay was stopped", messages });
  }

  async work() {
    if (this.busy) return;
    this.busy = true;
    while (this.waiting.size > 0) {
      const pause = this.pause();
      if (pause > 0) {
        await delay(Math.min(pause, 1000));
        this.forget();
      } else {
        await this.next();
      }
    }
    this.busy = false;
  }

  /** Milliseconds until the next message may be sent. */
  pause() {
    const now = performance.now();
    const { burst, perMinute, gap } = this.limit;
    this.tokens = Math.min(burst, this.tokens + ((now - this.counted) * perMinute) / 60_000);
    this.counted = now;
    const token = this.tokens >= 1 ? 0 : ((1 - this.tokens) * 60_000) / perMinute;
    return Math.max(token, this.blockedUntil - now, (this.sent ?? -Infinity) + gap - now);
  }

  async next() {
    const batch = this.batch().map((entry) => ({
      entry,
      message: entry.message,
      waiters: [...entry.waiters],
    }));
    this.tokens -= 1;
    this.sent = performance.now();
    const limit = Math.min(...batch.map(({ entry }) => entry.limit));
    const all = merged(batch.map(({ message }) => message));
    const whole = shortened(all, limit, this.more);
    const refusal = await send(this.route, whole);
    if (!refusal) return this.delivered(batch);
    const alone = batch.length === 1;
    if (refusal.kind === "often" || refusal.kind === "later") return this.block(refusal);
    if (refusal.unfit) return batch.forEach((each) => this.refused(each, refusal));
    const shorter = Math.floor(sizeOf(whole) * 0.7);
    const again = (change) => batch.forEach(({ entry }) => this.later(Object.assign(entry, change)));
    // One of them may be the reason: each for itself.
    if (!alone) again({ alone: true });
    else if (
      refusal.kind === "long" &&
      limit > 500 &&
      sizeOf(shortened(all, shorter, this.more)) < sizeOf(whole)
    )
      again({ limit: shorter, alone: true });
    else this.refused(batch[0], refusal);
  }

  /** Behind all others, which one that is refused again and again must not hold back. */
  later(entry) {
    if (this.waiting.get(entry.group) !== entry) return;
    this.waiting.delete(entry.group);
    this.waiting.set(entry.group, entry);
  }

  /** One message as long as there is room for each, else as many as fit into one. */
  batch() {
    const all = [...this.waiting.values()];
    if (all.length <= this.tokens || all[0].alone) return all.slice(0, 1);
    const together = all.filter(({ alone }) => !alone);
    const messages = together.map(({ message }) => message);
    return together.slice(0, fitting(messages, this.limit.bytes));
  }

  delivered(batch) {
    this.failures = 0;
    this.trouble = undefined;
    if (this.failing) this.say("recovered", { said: "takes messages again" });
    this.failing = false;
    for (const { entry, message, waiters } of batch) {
      if (entry.told) this.late.set(entry.group, { text: JSON.stringify(message), at: performance.now() });
      this.done(entry, message, waiters, { status: 200, text: "ok" });
    }
  }

  refused({ entry, message, waiters }, refusal) {
    this.done(
      entry,
      message,
      waiters,
      this.refuse({ ...refusal, status: refusal.text ? refusal.status : 400 }),
    );
  }

  refuse({ status, text, code, said }) {
    this.say("refused", { code, said });
    return { status, text: text ?? `${this.route.type} refused the message: ${said}` };
  }

  /** Unless a newer message has come meanwhile. */
  done(entry, message, waiters, answer) {
    if (entry.message === message) this.waiting.delete(entry.group);
    for (const waiter of waiters) waiter(answer);
  }

  block({ kind, wait, ...trouble }) {
    const [first, longest] = this.pace[kind];
    this.blockedUntil =
      performance.now() + Math.max(wait ?? 0, Math.min(longest, first * 2 ** this.failures++));
    if (kind === "often") this.tokens = 0;
    this.trouble = { ...trouble, status: trouble.status ?? 502 };
  }

  /** Gives up what nobody has asked for since long. */
  forget() {
    for (const entry of this.waiting.values()) {
      if (performance.now() - entry.at < this.pace.hold) continue;
      this.waiting.delete(entry.group);
      this.say("lost", this.trouble ?? { said: "waited too long" });
    }
  }

  isFull() {
    const sizes = [...this.waiting.values()].map(({ message }) => sizeOf(message));
    return sizes.length >= MOST.messages || sizes.reduce((sum, size) => sum + size, 0) > MOST.bytes;
  }

  wasLate(group, message) {
    for (const [key, { at }] of this.late) if (performance.now() - at > 120_000) this.late.delete(key);
    const before = this.late.get(group);
    this.late.delete(group);
    return before?.text === JSON.stringify(message);
  }
}
