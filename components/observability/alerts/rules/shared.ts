import { allHosts, queries, unlessOnHost } from "../../logql";
import type { RuleSettings } from "./rule";

/** What several rules need. */

/** Rules ask about all hosts at once, */
export const logql = queries(allHosts);
/** and lead to the lines of the host that an alert is about, which Grafana fills in. */
export const linesOnHost = queries({ host: "{{ $labels.host }}" });

export const day = 86_400;

/** Windows of figures that need some traffic before they mean anything, in seconds. */
export const trafficWindow = 900;

/** Below these numbers of requests or answers a share, a quantile or a mean is noise. */
export const fewestRequests = { share: 20, latency: 10, speed: 5, speedOfTheDay: 20, hang: 3 } as const;

/** All of a model counts as in GPU memory above this share, and partly not below the other: sizes are rounded. */
export const gpuShares = { whole: 0.99, partly: 0.95 } as const;

/** The part of a down rule's time in which no probe may get an answer; the rest is its pending time. */
export function probeWindow(after: number): number {
  return Math.floor(after / 2);
}

/** Seconds until two rounds of the probe have said that a target is down; its time limit is shorter than a round. */
function downWindow({ probeInterval }: RuleSettings): number {
  return 2 * probeInterval + 5;
}

/**
 * Seconds that a consequence of an outage waits, so that the probe has noticed the outage first; never so long that
 * something counted has left its window by then.
 */
export function pendingPeriod(settings: RuleSettings, window: number): number {
  return Math.min(downWindow(settings) + 15, Math.floor(window / 2));
}

/** How long an outage has lasted, as the probe counts it, when its alert fires at the earliest: two rounds may be missing. */
function reportedOutage(after: number, { probeInterval }: RuleSettings): number {
  return Math.max(probeWindow(after), after - 2 * probeInterval);
}

/** A crash of Ollama is one message: what follows from it fires no alert beside it. */
export function unlessOllamaDown(expr: string, settings: RuleSettings, window: number): string {
  return unlessDown("ollama", expr, settings, window);
}

/** The same for what users see: it may follow from the outage of any model server. */
export function unlessModelsDown(expr: string, settings: RuleSettings, window: number): string {
  return unlessDown("models", expr, settings, window);
}

function unlessDown(
  target: "ollama" | "models",
  expr: string,
  settings: RuleSettings,
  window: number,
): string {
  return logql.unlessDown(expr, target, {
    recent: downWindow(settings),
    reportedOutage: reportedOutage(settings.thresholds.ollamaDownAfter, settings),
    window,
  });
}

/** How old the newest line of a probe that works may be, in seconds. */
export function probeFreshness({ probeInterval }: RuleSettings): number {
  return Math.max(60, 3 * probeInterval);
}

/** Seconds without a line of the probe after which the next one counts as a restart of the monitoring. */
const restartGap = 600;
/** Time to read what files already hold, in seconds. */
const catchUp = 60;

/** How far back a rule looks that counts within a window, and only where the monitoring ran before it. */
export function lookback(window: number): number {
  return window + catchUp + restartGap;
}

/**
 * An old log fires no alert: where the monitoring has just started, these lines have to leave the window
 * first.
 */
export function unlessJustStarted(expr: string, settings: RuleSettings, window: number): string {
  return logql.unlessJustStarted(expr, { now: probeFreshness(settings), restartGap, ago: window + catchUp });
}

/** The same where the collector reads lines that may be old and name no time: they get the time at which they are read. */
export function unlessReadingHistory(expr: string, window: number): string {
  return unlessOnHost(expr, logql.readingHistory(window + catchUp));
}

/** As for Ollama, but for the web UI and as things stand now. */
export function unlessWebuiDown(expr: string, settings: RuleSettings): string {
  return logql.unlessDown(expr, "webui", {
    recent: downWindow(settings),
    reportedOutage: reportedOutage(settings.thresholds.webuiDownAfter, settings),
    window: 0,
  });
}
