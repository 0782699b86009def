import { jobs } from "../../shared/naming";
import { range, type Window } from "./range";
import { type Scope, selector } from "./selector";
import { heartbeats, ownProbe } from "./streams";

/** What the probe asks, and the kind of line it writes about it: stored, so the web UI's keeps its first name. */
const targets = { ollama: "ollama", webui: "deepchat", canary: "canary" } as const;

export type ProbeTarget = keyof typeof targets;

/** A number the probe reports about each loaded model. `gpu_share` is 1 when all of it is in GPU memory. */
export type ModelField = "size" | "size_vram" | "gpu_share" | "context_length" | "expires_in_s";

/** Whose outage explains what goes wrong elsewhere: that of one target, or of any model server (`models`). */
const outages = { ollama: "ollama", webui: "deepchat", models: "ollama|server" } as const;

export type OutageOf = keyof typeof outages;

/**
 * 1 when the last probe got an answer, 0 when not, -1 when there is no probe: blind is not the same as down.
 *
 * @param instead a vector without labels: where it has a series, another probe does what this one is asked for
 */
export function probeState(scope: Scope, target: ProbeTarget, freshness: number, instead = ""): string {
  const unknown = instead ? `((vector(0) - 1) unless ${instead})` : "(vector(0) - 1)";
  return `min(${lastProbe(scope, target, freshness)}) or ${unknown}`;
}

/** Result of the last probe within the window, by host. */
export function lastProbe(scope: Scope, target: ProbeTarget, window: Window): string {
  return `min by (host) (last_over_time(${probe(scope, targets[target], "up")} [${range(window)}]))`;
}

/** 0 where every probe within the window failed, 1 where one got an answer; no series where nothing was probed. By host. */
export function probedUp(scope: Scope, target: ProbeTarget, window: number): string {
  return `max by (host) (max_over_time(${probe(scope, targets[target], "up")} [${range(window)}]))`;
}

/**
 * The same, and 1 where the probe reports, but no longer on this target: what is not probed cannot be down.
 *
 * @param asked within so long a probe that asks has asked, in seconds
 */
export function notDown(scope: Scope, target: "ollama" | "webui", window: number, asked: number): string {
  const unasked = `${heartbeats(scope, window)} unless on (host) ${probeRounds(scope, target, asked)}`;
  return `${probedUp(scope, target, window)} or on (host) ((${unasked}) > bool 0)`;
}

/** Probes of web UI, Ollama and model servers that got no answer within the window, by host. */
export function failedProbes(scope: Scope, window: Window): string {
  const lines = `${probeLines(scope, `${outages.models}|${outages.webui}`, ["up"])} | up="0"`;
  return `sum by (host) (count_over_time(${lines} [${range(window)}]))`;
}

/** Seconds that the longest outage of a target had lasted within the window, by host; a single failure is none. */
export function outage(scope: Scope, target: OutageOf, window: number): string {
  return `max by (host) (max_over_time(${probe(scope, outages[target], "down_s")} [${range(window)}]))`;
}

/** When a target counts as down, in seconds. */
export interface Down {
  /** Two rounds of the probe: an outage that goes on is seen within. */
  recent: number;
  /** An outage of this length has fired a rule of its own. */
  reportedOutage: number;
  /** How far back such an outage explains what an expression counts. */
  window: number;
}

/**
 * The same series without the hosts on which a target is down, or was for long within the window: what follows from an
 * outage fires no alert beside it, nor after it. A target that comes and goes hides nothing.
 *
 * @param expr a vector with the label `host`
 */
export function unlessDown(
  scope: Scope,
  expr: string,
  target: OutageOf,
  { recent, reportedOutage, window }: Down,
): string {
  const outages = `${outage(scope, target, recent)} or on (host) ${outage(scope, target, Math.max(recent, window))} >= ${reportedOutage}`;
  return `(${expr}) unless on (host) (${outages})`;
}

/** When the monitoring of a host counts as just started, in seconds. */
export interface Restart {
  /** Its probe spoke within. */
  now: number;
  /** And not a single time within so long ... */
  restartGap: number;
  /** ... that ended so long ago. */
  ago: number;
}

/**
 * The same series without the hosts whose monitoring has just begun, or begun again: it reads what files already held,
 * and lines that name no time count as new.
 *
 * @param expr a vector with the label `host`
 */
export function unlessJustStarted(scope: Scope, expr: string, { now, restartGap, ago }: Restart): string {
  return `(${expr}) unless on (host) (${heartbeats(scope, now)} unless on (host) ${heartbeats(scope, restartGap, ago)})`;
}

/** Share of probes that got an answer, 0 to 1, by host. */
export function availability(scope: Scope, target: ProbeTarget, window: Window): string {
  return `avg by (host) (avg_over_time(${probe(scope, targets[target], "up")} [${range(window)}]))`;
}

/** 1 when the collector delivered anything lately, else 0. The probe's lines arrive even on an idle host. */
export function collecting(scope: Scope, freshness: number): string {
  return `(sum(${heartbeats(scope, freshness)}) or vector(0)) > bool 0`;
}

/** 1 when no line of the probe arrived within the window, nothing otherwise. */
export function probeAbsent(scope: Scope, window: number): string {
  return `absent_over_time(${ownProbe(scope)} [${range(window)}])`;
}

/** Rounds of the probe within the window, by host. */
export function probeRounds(scope: Scope, target: "ollama" | "webui", window: Window): string {
  return `sum by (host) (count_over_time(${probeLines(scope, targets[target], [])} [${range(window)}]))`;
}

/** Hosts whose probe spoke within `memory`, but not within `window`; 1 a host. Nothing while all hosts are silent. */
export function silentHosts(scope: Scope, window: number, memory: Window): string {
  return `(${knownHosts(scope, memory)} unless on (host) ${heartbeats(scope, window)}) and on () (sum(${heartbeats(scope, window)}) > 0)`;
}

/** Hosts whose probe spoke within the window, 1 each. */
export function knownHosts(scope: Scope, window: Window): string {
  return `(${heartbeats(scope, window)} > bool 0)`;
}

/** Models that were in memory within the window, by host. */
export function modelsSeen(scope: Scope, window: Window): string {
  return `count by (host) (${model(scope, "size", window)})`;
}

/** What the probe last said about each loaded model, by host and model. */
export function model(scope: Scope, field: ModelField, window: Window): string {
  return `max by (host, model) (last_over_time(${probe(scope, "model", field, "model")} [${range(window)}]))`;
}

/** Share of a model in GPU memory at its best within the window, by host and model. */
export function bestGpuShare(scope: Scope, window: Window): string {
  return `max by (host, model) (max_over_time(${probe(scope, "model", "gpu_share", "model")} [${range(window)}]))`;
}

/** Models in memory, by host. */
export function modelsLoaded(scope: Scope, window: Window): string {
  return `max by (host) (last_over_time(${probe(scope, "models", "loaded")} [${range(window)}]))`;
}

/** 1 for the only model in memory throughout the window, by host and model; no series where there were several, or none. */
export function onlyModel(scope: Scope, window: Window): string {
  const named = `${probeLines(scope, "models", ["loaded", "model"])} | model!="" | keep host, loaded, model | unwrap loaded | __error__=""`;
  const names = `max by (host, model) (last_over_time(${named} [${range(window)}]))`;
  const most = `max by (host) (max_over_time(${probe(scope, "models", "loaded")} [${range(window)}]))`;
  return `(${names} and on (host) (count by (host) (${names}) == 1)) and on (host) (${most} == 1)`;
}

/** What the canary measured: seconds until the first token, or tokens per second, by host and model. */
export function canary(scope: Scope, field: "ttft" | "tokens_per_second", window: Window): string {
  const lines = probeLines(scope, "canary", [field, "model"]);
  const unwrap = field === "ttft" ? "duration_seconds(ttft)" : field;
  return `max by (host, model) (max_over_time(${lines} | unwrap ${unwrap} | __error__="" [${range(window)}]))`;
}

/** Mean of the tokens per second that the canary measured, by host and model. */
export function canarySpeed(scope: Scope, window: Window): string {
  return `avg by (host, model) (avg_over_time(${probe(scope, "canary", "tokens_per_second", "model")} [${range(window)}]))`;
}

/** Canaries within the window, if so many there were and not one of them got an answer, by host. */
export function deadCanaries(scope: Scope, window: number, least: number): string {
  const rounds = `sum by (host) (count_over_time(${probeLines(scope, "canary", ["up"])} [${range(window)}]))`;
  return `(${rounds} >= ${least}) unless on (host) ${probedUp(scope, "canary", window)} == 1`;
}

/** The probe's lines of one kind, with a number of theirs to compute with. */
export function probe(scope: Scope, kind: string, field: string, ...also: string[]): string {
  // Without keep Loki's own detected_level would part the series, and the last of a failed round stand beside the next.
  const kept = ["host", field, ...also].join(", ");
  return `${probeLines(scope, kind, [field, ...also])} | keep ${kept} | unwrap ${field} | __error__=""`;
}

/**
 * Lines of the probe of one kind, or several (`a|b`), with these fields, the first of them filled. The literal first: only
 * the lines it lets through are parsed.
 */
export function probeLines(scope: Scope, kind: string, fields: string[]): string {
  const names = ["probe", ...fields].map((name) => `${name}="${name}"`).join(", ");
  const filled = fields.slice(0, 1).map((name) => ` | ${name}!=""`);
  const [literal, of] = kind.includes("|")
    ? [`|~ \`"probe":"(?:${kind})"\``, `=~"${kind}"`]
    : [`|= \`"probe":"${kind}"\``, `="${kind}"`];
  return `${selector([jobs.probe], scope)} ${literal} | json ${names} | probe${of}${filled.join("")}`;
}
