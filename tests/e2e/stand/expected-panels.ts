import { uids } from "../../../components/shared/naming";
import { type Bounds, type Expected, lines, now, peak, positive, rates, some, total } from "./expected";
import { cardTiles, machineBoard, machineSpeed } from "./expected-machine";

/** Numbers of a workload; see dashboards.test.ts for how they come about. */
export interface Workload {
  webui: { ok: number; notFound: number; failed: number; slow: number };
  /** Answers to generate; `others` are successful answers to anything else, such as the making of a model. */
  ollama: { ok: number; notFound: number; others: number; loads: number };
  tokens: { read: number; written: number };
  /** Lines of the probe about Ollama so far. */
  probeRounds: number;
}

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
      "Ollama/B": "nothing",
      "Logs/A": now(1),
      "Alerts/A": now(0),
      "5xx/A": now([0, webui.failed]),
      "In flight ~/A": now(some),
      "Requests per second/A": rates(asked),
      "Requests per second/B": rates(answered + ollama.others),
      "Error share/A": peak(webui.notFound / asked),
      "Error share/B": peak(webui.failed / asked),
      "Requests per second/C": "nothing",
      "Error share/C": peak(0),
      "Error share/D": "nothing",
      // While only Ollama was asked, it is Ollama's.
      "Latency/A": now(0.1),
      "Latency/B": now(0.2),
      "Latency/C": now(p99),
      ...cardTiles,
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
      // Where its metrics are off.
      "Requests in flight (estimate)/B": "nothing",
      "Canary: time to first token/A": peak({ tiny: positive }),
      "Generation: writing the answer/A": peak(positive),
      "Generation: writing the answer/B": peak(positive),
      ...machineSpeed,
      ...modelTable,
      "GPU memory of models/A": peak({ [model]: 0 }),
      "Share on GPU/A": peak({ [model]: 0 }),
      "Model loads/A": peak({ [host]: positive }),
      "What happened to Ollama/A": total({ model_loaded: ollama.loads, ollama_started: 1 }),
      "Queue-full answers/A": total(0),
      "Other servers: requests/A": "nothing",
      "Other servers: requests/B": "nothing",
      "Other servers: KV cache/A": "nothing",
      "Other servers: tokens per second/A": "nothing",
      "Other servers: tokens per second/B": "nothing",
      "Other servers: requests per second/A": "nothing",
      "Other servers: requests per second/B": "nothing",
      "Other servers: requests per second/C": "nothing",
      "Other servers: time of an answer/A": "nothing",
      "Other servers: time of an answer/B": "nothing",
    },
    [uids.dashboards.machine]: machineBoard,
    // Whole hours, of which the test may see two.
    [uids.dashboards.usage]: {
      "Requests/A": total(asked),
      "Tokens/A": total(tokens.read + tokens.written),
      "Busiest hour/A": peak([asked / 2, asked]),
      "Longest wait/A": peak([15, 32]),
      // By half hours, as of an hour.
      "Requests an hour, by weekday and hour/A": total(2 * asked),
      "Tokens an hour, by weekday and hour/A": total(2 * (tokens.read + tokens.written)),
      "Busiest hours/A": total(asked),
      "Busiest hours/B": total(answered),
      "Busiest hours/C": total(tokens.read + tokens.written),
      "Busiest hours/D": peak([15, 32]),
      "Busiest hours/E": peak(positive),
      "Busiest hours/F": "nothing",
      "Hours that lacked a GPU (estimate)/A": total(0),
      "Hours that lacked a GPU (estimate)/B": total(0),
      "Hours that lacked a GPU (estimate)/C": total(0),
      "Hours that lacked a GPU (estimate)/D": "nothing",
      "What one more GPU would be for/A": "nothing",
      "What one more GPU would be for/B": "nothing",
      // What little Ollama does beside reading and writing, if anything.
      "What one more GPU would be for/C": total({}),
      "What one more GPU would be for/D": "nothing",
      "Requests by model/A": "nothing",
      "Tokens by model/A": total({ [model]: positive }),
      "Paths of the web UI/A": total({ "/chat": asked }),
      "Paths of Ollama/A": total({ "/api/generate": answered }),
      "Addresses at the web UI/A": "nothing",
      "Addresses at Ollama/A": "nothing",
      "Users/A": "nothing",
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
      "Last line of each source/F": lines(0),
      // The host's own kernel may have something to say.
      "Last line of each source/G": lines([0, 1]),
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
      "Hosts/I": "nothing",
      "Model servers available/A": peak({ [host]: 1 }),
      "Model servers available/B": "nothing",
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
