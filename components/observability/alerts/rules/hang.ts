import { andOnHost, orOnHost, unlessOnHost } from "../../logql";
import type { RuleSettings } from "./rule";
import { day, fewestRequests, logql } from "./shared";

/** Fewer requests without an answer than this may be users who changed their minds. */
const fewest = fewestRequests.hang;
/** A request that took less did not hang: seconds. */
const hangDuration = 10;

/** Hosts on which nobody got text within the window, in seconds, though several asked. */
export function hanging(settings: RuleSettings): { expr: string; window: number } {
  const { canary } = settings;
  // Two canaries: one alone may have met a busy model.
  const window = Math.max(
    settings.thresholds.hangAfter,
    canary ? 2 * canary.interval + canary.timeout + 30 : 0,
  );
  const ended = `${logql.generationRequests(window, hangDuration)} >= ${fewest}`;
  const unanswered = orOnHost(andOnHost(ended, logql.generations(day)), withoutSigns(window));
  const suspect = canary ? orOnHost(logql.deadCanaries(window, 2), unanswered) : unanswered;
  return { expr: unlessOnHost(suspect, logql.generationSigns(window)), window };
}

/** What a client gets that waited in vain; one that left while its answer came gets a 200. */
const inVain = "5..|499";

/**
 * Requests in vain at an Ollama whose log never mentions answers (before 0.30), where nobody got one: several within the
 * window, or within hours two that took longer than it, since clients wait for up to half an hour.
 */
function withoutSigns(window: number): string {
  const several = `${logql.generationRequests(window, hangDuration, inVain)} >= ${fewest}`;
  const patience = Math.max(3600, 2 * window);
  const long = `${logql.generationRequests(patience, window, inVain)} >= 2`;
  const answered = (within: number) => logql.generationRequests(within, 0, "2..");
  const nobody = orOnHost(unlessOnHost(several, answered(window)), unlessOnHost(long, answered(patience)));
  return unlessOnHost(nobody, logql.generations(day));
}
