import { jobs } from "../../shared/naming";
import { once } from "./forms";
import { perSecond, withoutHistory } from "./operators";
import { probe, probeLines } from "./probe";
import { range, type Window } from "./range";
import { requests, type StatusClass } from "./requests";
import { type Scope, selector } from "./selector";
import { heartbeats } from "./streams";

/**
 * Model servers beside Ollama. The probe calls them as the stack's configuration does, their lines by the container, unit
 * or file they stand in.
 */

/** The kind of the probe's lines about them. */
const kind = "server";

/** Result of the last probe of each within the window, by host and server. */
export function serverState(scope: Scope, window: Window): string {
  return `min by (host, server) (last_over_time(${probe(scope, kind, "up", "server")} [${range(window)}]))`;
}

/**
 * 0 where every probe of a server within the window failed, 1 where one got an answer, by host and server; 1 for a host
 * whose probe reports, but asks none (any more): what is not probed cannot be down.
 *
 * @param asked within so long a probe that asks has asked, in seconds
 */
export function serversNotDown(scope: Scope, window: number, asked: number): string {
  const up = `max by (host, server) (max_over_time(${probe(scope, kind, "up", "server")} [${range(window)}]))`;
  const rounds = `sum by (host) (count_over_time(${probeLines(scope, kind, [])} [${range(asked)}]))`;
  return `${up} or on (host) ((${heartbeats(scope, window)} unless on (host) ${rounds}) > bool 0)`;
}

/** Share of probes that each answered, 0 to 1, by host and server. */
export function serverAvailability(scope: Scope, window: Window): string {
  return `avg by (host, server) (avg_over_time(${probe(scope, kind, "up", "server")} [${range(window)}]))`;
}

/** What the probe says about them. */
export function serverProbes(scope: Scope): string {
  return probeLines(scope, kind, ["server"]);
}

/** What vLLM and SGLang say they have to do just now; `kv_cache` is 0 to 1, `throughput` tokens a second in all. */
export type ServerLoad = "running" | "waiting" | "kv_cache" | "throughput";

/** The most of it within the window (of `throughput` the mean), by host and server; its engines added up, the fullest cache. */
export function serverLoad(scope: Scope, field: ServerLoad, window: Window): string {
  const lines = `${selector([jobs.modelServer], scope)} |~ "Running: |#running-req: " | ${field}!=""${withoutHistory}`;
  const numbers = `${lines} | keep host, server, engine, ${field} | unwrap ${field} | __error__=""`;
  const over = field === "throughput" ? "avg" : "max";
  const engines = `${over} by (host, server, engine) (${over}_over_time(${numbers} [${range(window)}]))`;
  return `${field === "kv_cache" ? "max" : "sum"} by (host, server) (${engines})`;
}

/** Tokens a second that llama-server wrote, counted when a request ends, by host and server. */
export function serverTokens(scope: Scope, window: Window): string {
  const lines = `${selector([jobs.modelServer], scope)} |= "eval time =" | eval_tokens!=""${withoutHistory}`;
  return once([`${lines} | unwrap eval_tokens | __error__=""`], perSecond(window), "server");
}

/** What vLLM and SGLang count about their answers, as the probe reads it: seconds of one, and until its first word. */
export type ServerTime = "answer_s" | "ttft_s";

/** Mean over the window of what an answer took, in seconds, by host and server. */
export function serverTime(scope: Scope, field: ServerTime, window: Window): string {
  return `avg by (host, server) (avg_over_time(${probe(scope, kind, field, "server")} [${range(window)}]))`;
}

/** Requests a second, by host and server. */
export function serverRequests(scope: Scope, window: Window, status?: StatusClass): string {
  return once(requests(scope, "servers", status), perSecond(window), "server");
}
