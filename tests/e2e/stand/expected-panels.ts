import { uids } from "../../../components/shared/naming";

/** Numbers of a workload; see dashboards.test.ts for how they come about. */
export interface Workload {
  webui: { ok: number; notFound: number; failed: number; slow: number };
  /** Answers to generate; `others` are successful answers to anything else, such as the making of a model. */
  ollama: { ok: number; notFound: number; others: number; loads: number };
  tokens: { read: number; written: number };
  /** Lines of the probe about Ollama so far. */
  probeRounds: number;
}

type Bounds = [low: number, high: number];

/**
 * What a query answers: by one of the series' label values, or "" for the only series without one. `nothing` is an answer
 * without any series, where nothing happened and zero would be a lie.
 */
export type Expected =
  { lines: Bounds } | "nothing" | { reduce: "last" | "max" | "sum"; series: Record<string, Bounds> };

type Values = number | Bounds | Record<string, number | Bounds>;

/** Some number, not negative: a measurement of this very machine. */
const some: Bounds = [0, Infinity];
const positive: Bounds = [Number.MIN_VALUE, Infinity];

function expected(reduce: "last" | "max" | "sum", values: Values, scale = 1): Expected {
  const bounds = (value: number | Bounds): Bounds => {
    const [low, high] = Array.isArray(value) ? value : [value * (1 - 1e-6) - 1e-9, value * (1 + 1e-6) + 1e-9];
    return [low / scale, high / scale];
  };
  const series = typeof values === "number" || Array.isArray(values) ? { "": values } : values;
  return {
    reduce,
    series: Object.fromEntries(Object.entries(series).map(([label, value]) => [label, bounds(value)])),
  };
}

/** The value now, or of the newest point. */
const now = (values: Values) => expected("last", values);
/** The largest point. */
const peak = (values: Values) => expected("max", values);
/** All points together: a count within each. */
const total = (values: Values) => expected("sum", values);
/** All points together: per second, each for a step. */
const rates = (values: Values) => expected("sum", values, step);
const lines = (count: number | Bounds): Expected => ({
  lines: Array.isArray(count) ? count : [count, count],
});

/** Seconds between two points of a graph. */
export const step = 60;

const host = "e2e-host";
const model = "tiny:latest";

/** By dashboard, then by `panel/query`. */
export function expectedPanels(work: Workload): Record<string, Record<string, Expected>> {
  const { webui, ollama, tokens } = work;
  const asked = webui.ok + webui.notFound + webui.failed + webui.slow;
  const answered = ollama.ok + ollama.notFound;
  // Sorted durations in seconds: 6 of 0.05, 38 of 0.1, 5 of 0.2, one of 31; P99 lies between the last two.
  const p99: Bounds = [15, 16.5];
  return {
    [uids.dashboards.overview]: {
      "DeepChat/A": now(1),
      "Ollama/A": now(1),
      "Logs/A": now(1),
      "Alerts/A": now(0),
      "5xx/A": now([0, webui.failed]),
      "In flight ~/A": now(some),
      "Requests per second/A": rates(asked),
      "Requests per second/B": rates(answered + ollama.others),
      "Error share/A": peak(webui.notFound / asked),
      "Error share/B": peak(webui.failed / asked),
      "Error share/C": peak(0),
      // While only Ollama was asked, it is Ollama's.
      "Latency/A": now(0.1),
      "Latency/B": now(0.2),
      "Latency/C": now(p99),
      ...modelTable,
      "Tokens per second/A": peak({ [host]: positive }),
      "Live log/A": lines([asked, Infinity]),
    },
    [uids.dashboards.requests]: {
      "Web UI: requests by status/A": rates({
        "2xx": webui.ok + webui.slow,
        "4xx": webui.notFound,
        "5xx": webui.failed,
      }),
      "Web UI: duration/A": peak(0.1),
      "Web UI: duration/B": peak(0.2),
      "Web UI: duration/C": peak(p99),
      "Web UI: paths/A": now({ "/chat": asked }),
      "Web UI: paths/B": now({ "/chat": webui.notFound }),
      "Web UI: paths/C": now({ "/chat": webui.failed }),
      "Web UI: paths/D": now({ "/chat": [0.2, 31] }),
      "Web UI: error lines/A": lines(webui.failed),
      "Web UI: error lines/B": lines(webui.failed),
      "Web UI: requests over 30 s/A": lines(webui.slow),
      "Web UI: requests over 30 s/B": lines(webui.slow),
      "Ollama: requests by status/A": rates({ "2xx": ollama.ok + ollama.others, "4xx": ollama.notFound }),
      "Ollama: duration/A": peak(positive),
      "Ollama: duration/B": peak(positive),
      "Ollama: duration/C": peak(positive),
      "Ollama: paths/A": now({ "/api/generate": answered }),
      "Ollama: paths/B": now({ "/api/generate": ollama.notFound }),
      "Ollama: paths/C": "nothing",
      "Ollama: paths/D": now({ "/api/generate": positive }),
      "Ollama: error lines/A": lines(some),
      "Ollama: error lines/B": lines(0),
      "Ollama: requests over 30 s/A": lines(0),
    },
    [uids.dashboards.models]: {
      "Tokens/s/A": now(positive),
      "First token/A": now(positive),
      "Queue full/A": now(0),
      "Failures/A": now(0),
      "Tokens per second/A": peak({ [model]: positive }),
      "Tokens in and out per second/A": rates(tokens.read),
      "Tokens in and out per second/B": rates(tokens.written),
      "Prefill: reading the prompt/A": peak(positive),
      "Prefill: reading the prompt/B": peak(positive),
      "Requests in flight (estimate)/A": peak(positive),
      "Canary: time to first token/A": peak({ tiny: positive }),
      "Generation: writing the answer/A": peak(positive),
      "Generation: writing the answer/B": peak(positive),
      ...modelTable,
      "GPU memory of models/A": peak({ [model]: 0 }),
      "Share on GPU/A": peak({ [model]: 0 }),
      "Model loads/A": peak({ [host]: positive }),
      "What happened to Ollama/A": total({ model_loaded: ollama.loads, ollama_started: 1 }),
      "Queue-full answers/A": total(0),
    },
    [uids.dashboards.logs]: {
      // Each line of the web UI stands in a file and in its container's log.
      "Lines by level/A": total({ info: [2 * webui.ok, Infinity], error: [2 * webui.failed, Infinity] }),
      "Lines/A": lines([asked, Infinity]),
      "One request/A": lines(0),
    },
    [uids.dashboards.monitoring]: {
      "Logs/A": now(1),
      "Lag/A": now([0, 15]),
      "Rejected/A": now(0),
      "Disk free/A": now([0.0001, 1]),
      "Log size/A": now(positive),
      "Unsent/A": now(0),
      "Lines per second by source/A": rates({
        // The probe's own requests stand there, too.
        "deepchat-webui": [asked, 2 * asked],
        "deepchat-container": [asked, 2 * asked],
        "ollama-service": positive,
        probe: positive,
      }),
      "From log line to Loki/A": peak({ [host]: [0, 15] }),
      "Last line of each source/A": lines(1),
      "Last line of each source/B": lines(1),
      "Last line of each source/C": lines(1),
      "Last line of each source/D": lines(1),
      "Last line of each source/E": lines([0, 1]),
      // The newest point is up to a step old.
      "Rounds of the probe/A": total({ [host]: [work.probeRounds - 14, work.probeRounds + 2] }),
      "Rounds of the probe/B": total({ [host]: [work.probeRounds - 14, work.probeRounds + 2] }),
      "Streams/A": peak({ [host]: [3, 20] }),
      "Disk of Loki/A": peak({ [host]: positive }),
      "Disk of Loki/B": peak({ [host]: positive }),
      "Lines received and rejected/A": total({ [host]: [asked, Infinity] }),
      "Lines received and rejected/B": total({ [host]: 0 }),
      "Lines received and rejected/C": "nothing",
      // Complaints of a start, if any.
      "Warnings of the monitoring/A": total({}),
      "Lines of the monitoring/A": lines(some),
      "Notifications not delivered/A": "nothing",
      "Notifications not delivered/B": "nothing",
      "Refused notifications/A": lines(0),
      // Read to their ends.
      "Files that are being read/A": "nothing",
      "Files that are being read/B": "nothing",
    },
    [uids.dashboards.fleet]: {
      "Hosts/A": now({ [host]: 1 }),
      "Hosts/B": now({ [host]: 1 }),
      "Hosts/C": now({ [host]: 1 }),
      "Hosts/D": now({ [host]: positive }),
      "Hosts/E": now({ [host]: asked }),
      "Hosts/F": now({ [host]: webui.failed }),
      "Hosts/G": now({ [host]: [0.1, 31] }),
      "Hosts/H": now({ [host]: 1 }),
      "Ollama available/A": peak({ [host]: 1 }),
    },
  };
}

const modelTable: Record<string, Expected> = {
  "Loaded models/A": now({ [model]: 0 }),
  "Loaded models/B": now({ [model]: 0 }),
  "Loaded models/C": now({ [model]: 512 }),
  "Loaded models/D": now({ [model]: positive }),
  "Loaded models/E": now({ [model]: positive }),
};
