import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { parseJson } from "../shared/text";
import { Disk } from "./disk";
import { ask, below } from "./http";
import { Counter, readMetrics } from "./metrics";

const POLL = 1_000;
/** A line that Loki does not hold after so long counts as lost. */
const SEARCH_LIMIT = 30_000;

/** Looks at our own Loki: what it receives and refuses, how full its disk is, and how soon a line can be found in it. */
export class Loki {
  private readonly received = new Counter();
  private readonly rejected = new Counter();
  private readonly disk: Disk;

  /**
   * @param data folder where its volume is mounted; empty: its disk is not measured
   * @param host value of the label `host` on our own lines
   */
  constructor(
    private readonly url: URL,
    data: string,
    private readonly host: string,
    private readonly timeout: Duration,
  ) {
    this.disk = new Disk(data);
  }

  async probe(): Promise<void> {
    const { sums, duration } = await readMetrics(this.url, this.timeout, {
      streams: ["loki_ingester_memory_streams{"],
      received: ["loki_distributor_lines_received_total{"],
      rejected: ["loki_discarded_samples_total{"],
    });
    print({
      probe: "loki",
      up: 1,
      status_code: 200,
      duration,
      streams: sums.streams,
      received: this.received.growth(sums.received),
      rejected: this.rejected.growth(sums.rejected),
      ...this.disk.fields(),
    });
  }

  /** Seconds until a line written now can be found. */
  async probePipeline(): Promise<void> {
    const started = performance.now(); // the wall clock may jump
    const lag = () => ({ lag_s: Math.round(performance.now() - started) / 1000 });
    const written = `${Date.now()}000000`;
    print({ probe: "mark" });
    const query = `{job="probe", host=${JSON.stringify(this.host)}} |= "mark"`;
    const target = below(this.url, "/loki/api/v1/query_range", { query, limit: "1", start: written });
    let error = `not in Loki within ${SEARCH_LIMIT / 1000}s`;
    while (performance.now() - started < SEARCH_LIMIT) {
      await new Promise((resolve) => setTimeout(resolve, POLL));
      const answer = await ask(target, this.timeout).catch((failed: Error) => {
        error = `Loki cannot be asked: ${failed.message}`;
      });
      if (!answer) continue;
      const found = answer.status === 200 ? streamsIn(answer.body) : 0;
      if (found !== undefined && found > 0) return print({ probe: "pipeline", up: 1, ...lag() });
      if (found === undefined) error = "Loki's answer is not JSON with a result";
      if (answer.status !== 200) error = `Loki cannot be asked: HTTP ${answer.status}`;
    }
    print({ probe: "pipeline", up: 0, ...lag(), error });
  }
}

/** How many streams an answer of Loki holds; undefined if it is none. */
function streamsIn(body: string): number | undefined {
  const result = parseJson<{ data?: { result?: { length?: number } } } | null>(body)?.data?.result;
  return result?.length;
}
