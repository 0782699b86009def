import * as fs from "node:fs";

import type { LokiEntry } from "../stand/loki-answers";
import { until } from "../stand/until";

/** Numbered lines that come all the time. */
export class SteadyLines {
  private count = 0;
  private timer?: NodeJS.Timeout;

  /** @param tell asks for all of them */
  constructor(
    private readonly file: string,
    private readonly tell: (words: string) => Promise<LokiEntry[]>,
  ) {}

  start(): void {
    this.timer = setInterval(
      () => fs.appendFileSync(this.file, `INFO: steady=${this.count++} and so on\n`),
      100,
    );
  }

  stop(): void {
    clearInterval(this.timer);
  }

  /** Those that are not told exactly once, when all that were written have arrived. */
  async wrong(): Promise<string[]> {
    this.stop();
    let numbers: number[] = [];
    await until("every steady line is told", async () => {
      numbers = (await this.tell("steady=")).map(({ value }) => Number(/steady=(\d+)/.exec(value)?.[1]));
      return new Set(numbers).size === this.count;
    }).catch(() => undefined);
    const times = (at: number) => numbers.filter((one) => one === at).length;
    const all = Array.from({ length: this.count }, (_, at) => `${at}: ${times(at)} times`);
    this.start();
    return all.filter((text) => !text.endsWith(" 1 times"));
  }
}
