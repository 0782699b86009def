import type { Check } from "../shared/checks";
import { format } from "../shared/duration";
import { uids } from "../shared/naming";
import { longestRetention } from "./loki-storage";
import type { ConfigReader } from "./reader";

/** When alerts fire; times in seconds, shares in percent. Pulumi.yaml says what each means. */
export type Thresholds = ReturnType<typeof thresholds>;

/** Which alert rules there are, and when they fire. */
export function thresholds(reader: ConfigReader, probeInterval: number) {
  const found = {
    /** Uids of rules that are switched off. */
    rulesOff: reader.list("rulesOff", rule),
    ollamaDownAfter: reader.seconds("ollamaDownAfter", "1m", "1h"),
    webuiDownAfter: reader.seconds("webuiDownAfter", "1m", "1h"),
    hangAfter: reader.seconds("hangAfter", "1m", "2h"),
    errorThreshold: reader.integer("errorThreshold", 0, 1_000_000),
    errorWindow: reader.seconds("errorWindow", "1m", "1h"),
    errorShareThreshold: reader.integer("errorShareThreshold", 0, 99),
    latencyThreshold: reader.seconds("latencyThreshold", "1s", "1h"),
    queueFullThreshold: reader.integer("queueFullThreshold", 0, 1_000_000),
    reloadThreshold: reader.integer("reloadThreshold", 0, 1_000_000),
    restartThreshold: reader.integer("restartThreshold", 0, 1_000_000),
    speedThreshold: reader.integer("speedThreshold", 1, 99),
    blindAfter: reader.seconds("blindAfter", "1m", "1h"),
    sourceSilentAfter: reader.seconds("sourceSilentAfter", "2m", "12h"),
    diskFreeThreshold: reader.integer("diskFreeThreshold", 1, 99),
    gpuHeldShare: reader.integer("gpuHeldShare", 1, 99),
    hostMemoryFree: reader.integer("hostMemoryFree", 1, 99),
    hostDiskFree: reader.integer("hostDiskFree", 1, 99),
    /** 0: however old. */
    backupMaxAge:
      reader.text("backupMaxAge") === "" ? 0 : reader.seconds("backupMaxAge", "1h", longestRetention),
  };
  // In half of such a time there are two rounds at least: one lost probe is no outage.
  for (const key of ["ollamaDownAfter", "webuiDownAfter", "blindAfter"] as const) {
    const allowed = `at least four times probeInterval, ${format(4 * probeInterval)}`;
    if (found[key] < 4 * probeInterval)
      reader.conflict(key, [key, "probeInterval"], reader.written(key), allowed);
  }
  return found;
}

const rule: Check = (value) => {
  const known: string[] = Object.values(uids.rules);
  return known.includes(value) ? undefined : `an alert rule of this stack: ${known.join(", ")}`;
};
