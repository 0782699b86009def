import { until } from "../stand/until";
import { type Count, counted } from "./count";
import type { LokiReader } from "./loki-reader";

/**
 * Counts a fault's lines once nothing more comes: a while after all are there, for repetitions; and when some are missing,
 * later than three attempts of the collector's that time out take, with the longest pause between them: on a machine that
 * has too much to do one may.
 */
export async function countSettled(loki: LokiReader, fault: string, written: number): Promise<Count> {
  let last = -1;
  let since = Date.now();
  await until(
    `no more lines of ${fault}`,
    async () => {
      const total = await loki.total(fault);
      if (total !== last) since = Date.now();
      last = total;
      return Date.now() - since > (total >= written ? 8_000 : 75_000);
    },
    300_000,
    1_000,
  );
  return counted(await loki.entries(fault), written);
}
