import type { Limit } from "./service";
import type { Pace } from "./settings";

/** When the next message may be sent. */
export class RateLimit {
  /** Messages that may be sent at once. */
  tokens: number;
  private counted = performance.now();
  private sentAt = -Infinity;
  private failures = 0;
  private blockedUntil = 0;

  constructor(
    private readonly limit: Limit,
    private readonly pace: Pace,
  ) {
    this.tokens = limit.burst;
  }

  /** Milliseconds until the next message may be sent. */
  pause(): number {
    const now = performance.now();
    const { burst, perMinute, gap } = this.limit;
    this.tokens = Math.min(burst, this.tokens + ((now - this.counted) * perMinute) / 60_000);
    this.counted = now;
    const token = this.tokens >= 1 ? 0 : ((1 - this.tokens) * 60_000) / perMinute;
    return Math.max(token, this.blockedUntil - now, this.sentAt + gap - now);
  }

  sent(): void {
    this.tokens -= 1;
    this.sentAt = performance.now();
  }

  delivered(): void {
    this.failures = 0;
  }

  /** @param wait milliseconds that the service asks for */
  block(kind: "often" | "later", wait = 0): void {
    const [first, longest] = this.pace[kind];
    this.blockedUntil = performance.now() + Math.max(wait, Math.min(longest, first * 2 ** this.failures++));
    if (kind === "often") this.tokens = 0;
  }
}
