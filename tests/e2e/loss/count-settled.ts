import { until } from "../stand/until";
import { type Count, counted } from "./count";
import type { LokiReader } from "./loki-reader";

/**
 * Counts a fault's lines once nothing more comes: a while after all are there, for repetitions; and much later than the
 * collector's longest pause between two attempts when some are missing.
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
      return Date.now() - since > (total >= written ? 8_000 : 30_000);
    },
    300_000,
    1_000,
  );
  return counted(await loki.entries(fault), written);
}
