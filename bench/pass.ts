import type { LokiBox } from "../tests/e2e/once/loki-box";
import { processorOf } from "./processor";
import { type Question, stepOf } from "./questions";

/** What asking some questions once took, one after another, as whoever asks sees it. */
export interface Pass {
  /** Milliseconds, of the slowest. */
  most: number;
  slowest: string;
  /** Seconds that Loki's processor worked for them. */
  work: number;
  /** Those that Loki refused or gave up, and its answer: their time counts, too. */
  failed: { name: string; why: string }[];
  /** Milliseconds, of all together. */
  all: number;
}

/**
 * Asks all questions once.
 *
 * @param seconds what graphs look back
 */
export async function pass(loki: LokiBox, questions: readonly Question[], seconds: number): Promise<Pass> {
  const before = await processorOf(loki.url);
  let all = 0;
  let most = 0;
  let slowest = "";
  const failed: Pass["failed"] = [];
  for (const { expr, instant, name } of questions) {
    const end = Date.now() / 1000;
    const began = performance.now();
    try {
      if (instant) await loki.ask(expr, end);
      else await loki.askRange(expr, end - seconds, end, stepOf(seconds));
    } catch (error) {
      failed.push({ name, why: (error as Error).message.replace(expr, "it").split("\n")[0] ?? "" });
    }
    const taken = performance.now() - began;
    all += taken;
    if (taken > most) [most, slowest] = [taken, name];
  }
  return { all, most, slowest, work: (await processorOf(loki.url)) - before, failed };
}
