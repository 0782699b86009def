import type { ServiceType } from "./settings";

/** How much a service takes. */
export interface Limit {
  /** Messages at once; then `perMinute`. Both together are what a minute may hold. */
  burst: number;
  perMinute: number;
  /** Milliseconds between two messages. */
  gap: number;
  /** A message's size. */
  bytes: number;
}

/** What the services take, kept below their limits: others may use the same bot. */
export const limits: Record<ServiceType, Limit> = {
  // 20 a minute; 4096 bytes of Markdown.
  wecom: { burst: 12, perMinute: 6, gap: 0, bytes: 4096 },
  // 30 a minute and person; 2048 bytes.
  wecomApp: { burst: 12, perMinute: 15, gap: 0, bytes: 2048 },
  // 20 a minute, or nothing for ten; 20000 bytes.
  dingtalk: { burst: 12, perMinute: 6, gap: 0, bytes: 19_500 },
  // 100 a minute and 5 a second; 20 KB with what is added for the signature.
  feishu: { burst: 40, perMinute: 50, gap: 250, bytes: 20_000 },
  // One a second, and some more at once.
  slack: { burst: 10, perMinute: 45, gap: 0, bytes: 60_000 },
};
