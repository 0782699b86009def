import { jobs } from "../../shared/naming";
import { measured, once, perForm } from "./forms";
import { count, perSecond, withoutHistory } from "./operators";
import { range, type Window } from "./range";
import { type Scope, selector } from "./selector";
import { orZero } from "./streams";

/** Who answered: what users see, Ollama behind it, or other model servers. */
export type Side = "webui" | "ollama" | "servers";

/** First digit of a status. */
export type StatusClass = 4 | 5;

/** Some lines of a job: by a literal, which lets Loki pass by the dozens that llama-server writes a request, and by form. */
interface Stream {
  job: string;
  literal?: string;
  /** LogQL filter; `gin` is the shape of Ollama's access lines, `gateway` that of one-api's and its kin's. */
  form?: string;
}

const ollamas = { literal: ' |= "[GIN] "', form: 'form!~".+/gateway"' };

/** Ollama's access lines are Ollama's, wherever they stand: the DeepChat image runs both in one container. */
const streams: Record<Side, Stream[]> = {
  webui: [{ job: jobs.webuiFile }, { job: jobs.webuiContainer, form: 'form!~".+/gin"' }],
  ollama: [
    { job: jobs.ollama, ...ollamas },
    { job: jobs.webuiContainer, ...ollamas },
  ],
  servers: [{ job: jobs.modelServer }],
};

/** What Loki is to look at of a stream; the form last, since few lines have one. */
function filtered({ literal = "", form }: Stream, ...filters: string[]): string {
  return [literal, ...[...filters, ...(form ? [form] : [])].map((filter) => ` | ${filter}`)].join("");
}

/** Paths that no user asks for: the probe's, and those of other health checks. The collector knows them, too. */
export const healthChecks = "/api/(version|ps)|(/.*)?/(health|healthz|healthcheck|livez|readyz|metrics)";

/** Ids inside a path would be a row each. */
export const shortPath =
  '| label_format path=`{{ regexReplaceAll "[0-9a-fA-F]{8}-[0-9a-fA-F-]{27}|[0-9a-f]{16,}|\\\\b[0-9]{2,}\\\\b" .path "*" }}`';

/** Durations of requests, in seconds. */
const durations = '| duration!="" | unwrap duration_seconds(duration) | __error__=""';

/** The collector gives a form to nothing else; what was stored before it did is looked at. */
const userFilter = `form!="" or (method!="HEAD" and path!~"${healthChecks}")`;

/** Requests of users, in as few selections as can be, for each costs Loki a walk: with a status, no health check's. */
export function requests(scope: Scope, side: Side, status?: StatusClass | 503): string[] {
  const wanted =
    status === 503 ? `status_code="503"` : status ? `status_code=~"${status}.."` : `status_code!=""`;
  const pipelines = streams[side].map((stream) => filtered(stream, wanted, userFilter));
  return [...new Set(pipelines)].map((pipeline) => {
    const alike = streams[side].filter((_, at) => pipelines[at] === pipeline).map(({ job }) => job);
    return `${selector(alike, scope)}${pipeline}${withoutHistory}`;
  });
}

/** What is wrong with a line: an error level, or a request answered with 5xx. */
export const errorFilter = `level=~"error|fatal" or status_code=~"5.."`;

/** Lines about errors on one side, a query for each of its streams. */
export function errorLines(scope: Scope, side: Side): string[] {
  return streams[side].map((stream) => {
    // Ollama's own complaints are no requests.
    const own = stream.job === jobs.ollama ? { ...stream, literal: "" } : stream;
    return `${selector([stream.job], scope)}${filtered(own, errorFilter)}`;
  });
}

/** Some of one side's lines from all its streams in one query: enough to read, too coarse to count. */
export function allLines(scope: Scope, side: Side, filter: string): string {
  const both = streams[side].at(-1) as Stream;
  return `${selector(
    streams[side].map(({ job }) => job),
    scope,
  )}${filtered(both, filter)}`;
}

/** Requests that took longer than so many seconds, by selections. */
export function slowRequests(scope: Scope, side: Side, seconds: number): string[] {
  return requests(scope, side).map((lines) => `${lines} | duration>${seconds}s`);
}

/** Number of requests within the window, by host. */
export function requestCount(scope: Scope, side: Side, window: Window, status?: StatusClass | 503): string {
  return once(requests(scope, side, status), count(window));
}

/** Requests by each form of lines within the window, by host, job and form: the largest counts. */
export function formCounts(scope: Scope, side: Side, window: Window): string {
  return perForm(requests(scope, side), count(window));
}

/** Lines of each form by what holds them, by host, job, form and file, container or unit. */
export function streamCounts(scope: Scope, side: Side, window: Window): string {
  const labels = "host, job, form, filename, container, unit";
  return requests(scope, side)
    .map((lines) => `sum by (${labels}) (${count(window)(lines)})`)
    .join(" or ");
}

/** Requests per second of one side, all hosts together; zero while nobody asks. */
export function requestRate(scope: Scope, side: Side, window: Window): string {
  return orZero(scope, `sum(${rate(scope, side, window)})`, window);
}

/**
 * Requests per second by class of status (`2xx`, `5xx`), all hosts together. Where forms disagree on a request, such as a
 * proxy that gave up waiting, each class counts from the form that tells most of it.
 */
export function statusRate(scope: Scope, side: Side, window: Window): string {
  const lines = requests(scope, side).map(
    (each) => `${each} | label_format class=\`{{ substr 0 1 .status_code }}xx\``,
  );
  return `sum by (class) (${once(lines, perSecond(window), "class")})`;
}

/** Share of answers of one class, 0 to 1; zero while there are requests without such an answer, nothing without requests. */
export function errorShare(scope: Scope, side: Side, status: StatusClass, window: Window): string {
  const all = `sum(${rate(scope, side, window)})`;
  const bad = `sum(${rate(scope, side, window, status)})`;
  // Not `all * 0`: that is a third walk through the same lines.
  return `(${bad} or vector(0)) / ${all}`;
}

/** Share of a class of answers among at least so many, 0 to 1, by host. No series where there was not one of that class. */
export function errorShareByHost(
  scope: Scope,
  side: Side,
  status: StatusClass,
  window: Window,
  least: number,
): string {
  return `${requestCount(scope, side, window, status)} / (${requestCount(scope, side, window)} >= ${least})`;
}

/** A quantile of how long requests of one side took, in seconds, by host. */
export function latency(scope: Scope, side: Side, quantile: number, window: Window, only = ""): string {
  return measured(
    requests(scope, side),
    (lines, by) =>
      `quantile_over_time(${quantile}, ${lines}${only} ${durations} [${range(window)}]) by (${by})`,
  );
}

/** Ollama's paths that answer with text: its own, OpenAI's, and Anthropic's, which coding tools use. */
export const textPaths = "/api/(chat|generate)|/v1/((chat/)?completions|messages|responses)";
/** Those on which a model works, text or not. */
export const modelPaths = `${textPaths}|/api/embed(dings)?|/v1/embeddings`;
const text = ` | path=~"${textPaths}"`;

/**
 * A quantile of how long users waited, in seconds, by host: at the web UI; where its log has no durations, for text at
 * Ollama, where a download takes minutes, too.
 */
export function userLatency(scope: Scope, quantile: number, window: Window): string {
  return `${latency(scope, "webui", quantile, window)} or ${latency(scope, "ollama", quantile, window, text)}`;
}

/** How many requests that quantile is of, by host. */
export function userRequests(scope: Scope, window: Window): string {
  const of = (side: Side, only = "") =>
    once(requests(scope, side), (lines) => count(window)(`${lines}${only} | duration!=""`));
  return `${of("webui")} or ${of("ollama", text)}`;
}

/** Requests within the time range by path, ids in it replaced by `*`; the busiest 20. */
export function pathCount(scope: Scope, side: Side, status?: StatusClass): string {
  const lines = requests(scope, side, status).map((each) => `${each} ${shortPath}`);
  return `topk(20, sum by (path) (${once(lines, count("$__range"), "path")}))`;
}

/** 95 % of the requests of a path were faster than this, in seconds; the slowest 20. */
export function pathLatency(scope: Scope, side: Side): string {
  const quantiles = measured(
    requests(scope, side),
    (lines, by) => `quantile_over_time(0.95, ${lines} ${shortPath} ${durations} [$__range]) by (${by})`,
    "path",
  );
  return `topk(20, max by (path) (${quantiles}))`;
}

/**
 * Mean number of requests Ollama worked on at a time: seconds of work done per second (Little's law). An estimate, made
 * when a request ends: only Ollama's metrics, where they are on, show its queue.
 */
export function requestsInFlight(scope: Scope, window: Window): string {
  const work = requests(scope, "ollama").map((lines) => `${lines} ${durations}`);
  return orZero(scope, `sum(${once(work, perSecond(window))})`, window);
}

function rate(scope: Scope, side: Side, window: Window, status?: StatusClass): string {
  return once(requests(scope, side, status), perSecond(window), side === "servers" ? "server" : "");
}
