import { andOnHost, andOnModel, orOnHost, unlessOnHost } from "../../logql";
import { hanging } from "./hang";
import type { RuleSettings } from "./rule";
import { day, gpuShares, logql, probeFreshness, trafficWindow } from "./shared";

/** What is wrong with a GPU, and explains what else goes wrong on its host. */

/** How long a fault that only the kernel told of counts, and a GPU gone that only the log tells of, beside other rules, in seconds. */
export const faultMemory = 3600;

/** Above this utilization a card is at work. */
const busy = 0.5;

const least = ({ thresholds }: RuleSettings) => thresholds.gpuHeldShare / 100;

/** Share of a card that others hold where it is much, by host, card and holder. */
export function held(settings: RuleSettings): string {
  return logql.heldBy(probeFreshness(settings), least(settings));
}

/** Hosts on which others held much of a card while what rules count was counted. */
function heldLately(settings: RuleSettings): string {
  return logql.heldLately(settings.thresholds.errorWindow, least(settings));
}

/** Loads that failed or ran out of memory, and models partly on the CPU; by host. */
export function shortOfGpu(settings: RuleSettings): string {
  const { errorWindow } = settings.thresholds;
  const share = `${logql.model("gpu_share", probeFreshness(settings))} < ${gpuShares.partly}`;
  const onCpu = andOnModel(share, `${logql.bestGpuShare(day)} > ${gpuShares.whole}`);
  const slow = orOnHost(`${logql.lastLayerShare(errorWindow)} < 1`, `max by (host) (${onCpu})`);
  return orOnHost(logql.shortOfMemory(errorWindow), slow);
}

/** Hosts that are without the GPU they had. */
export function missing(settings: RuleSettings): string {
  const fresh = probeFreshness(settings);
  // A card that the sensor reads is not Ollama's yet: it may be meant for the CPU.
  const had = `max by (host) (${logql.bestGpuShare(day)}) > 0`;
  const unseen = unlessOnHost(
    andOnHost(logql.cardVerdict(fresh, "missing"), logql.readableRounds(day)),
    logql.neverOnGpu(day),
  );
  const gone = orOnHost(logql.gpuGone(day, had), unseen);
  // Nor can a card be opened that others have filled.
  return [logql.gpuInUse(fresh), logql.heldLately(fresh, least(settings))].reduce(unlessOnHost, gone);
}

/** Faults of cards, by host and what it is. */
export function faults(settings: RuleSettings): string {
  return logql.gpuFaults(probeFreshness(settings), faultMemory, settings.texts.machine.faults);
}

/** Share of the last rounds, of so many seconds, in which a card at work was slowed down, by host and card. */
export function throttled(window: number): string {
  return logql.throttledAtWork(window, busy);
}

/** A card that was slowed down within the time in which speed is measured. */
export const slowedLately = `${throttled(trafficWindow)} > 0.2`;

/** Hosts on which nobody gets text. */
export function hangs(settings: RuleSettings): string {
  return `max by (host) (${hanging(settings).expr})`;
}

/** What a rule tells of, by which a held card is its cause: loads that fail or go to the CPU, deaths, slow answers, no answer at all. */
type Consequence = "load" | "death" | "slow" | "hang";

/**
 * The same series without the hosts on which a card is held by others, missing or broken, which is told: what follows from
 * it is no message beside it, nor after it while it is counted.
 */
export function unlessGpuTold(expr: string, settings: RuleSettings, what: Consequence): string {
  const much = heldLately(settings);
  const told = {
    load: () => much,
    hang: () => much,
    death: () => andOnHost(much, logql.shortOfMemory(settings.thresholds.errorWindow)),
    // Less than what the rule about the card fires on, and little to ask: no day is walked through for it.
    slow: () =>
      andOnHost(
        much,
        orOnHost(
          logql.shortOfMemory(settings.thresholds.errorWindow),
          `${logql.lastLayerShare(settings.thresholds.errorWindow)} < 1`,
        ),
      ),
  }[what]();
  return [
    told,
    logql.allGpusGone(faultMemory),
    // A card that comes back leaves behind what is still counted.
    logql.verdictLately(
      Math.max(probeFreshness(settings), settings.thresholds.errorWindow),
      "lost",
      "missing",
    ),
    logql.hardwareFaults(faultMemory),
  ].reduce(unlessOnHost, expr);
}
