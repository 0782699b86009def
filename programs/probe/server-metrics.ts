import type { Duration } from "../shared/settings";
import { numberOrNone, type TargetError } from "../shared/text";
import { Counter, readMetrics } from "./metrics";

/**
 * What servers count about answers, by the beginnings of the lines of their metrics: of all processes and models together.
 * SGLang has metrics with `--enable-metrics`, vLLM always.
 */
const wanted = {
  answers: ["vllm:e2e_request_latency_seconds_count", "sglang:e2e_request_latency_seconds_count"],
  seconds: ["vllm:e2e_request_latency_seconds_sum", "sglang:e2e_request_latency_seconds_sum"],
  firsts: ["vllm:time_to_first_token_seconds_count", "sglang:time_to_first_token_seconds_count"],
  waited: ["vllm:time_to_first_token_seconds_sum", "sglang:time_to_first_token_seconds_sum"],
};

/** How long a model server took for the answers since the last look; its log does not say. */
export class ServerMetrics {
  private readonly counters = {
    answers: new Counter(),
    seconds: new Counter(),
    firsts: new Counter(),
    waited: new Counter(),
  };
  private none = false;

  constructor(
    private readonly url: URL,
    private readonly timeout: Duration,
  ) {}

  /** The server was away: it may come back with others. */
  forget(): void {
    this.none = false;
  }

  /** `answers` since the last look, the mean of their seconds, and until the first word; nothing where there are no metrics. */
  async fields(): Promise<{ answers?: number; answer_s?: number; ttft_s?: number }> {
    if (this.none) return {};
    const read = await readMetrics(this.url, this.timeout, wanted).catch((error: TargetError) => {
      // One without metrics says so; one that took too long has none this time.
      if (error.status_code) this.none = true;
    });
    if (!read?.found.has("answers")) {
      // Answers are counted from the first on: a server that has given none yet may not list them.
      return {};
    }
    const { sums } = read;
    const answers = this.counters.answers.growth(sums.answers);
    const seconds = this.counters.seconds.growth(sums.seconds);
    const firsts = this.counters.firsts.growth(sums.firsts);
    const waited = this.counters.waited.growth(sums.waited);
    return { answers, answer_s: mean(seconds, answers), ttft_s: mean(waited, firsts) };
  }
}

function mean(sum = 0, count = 0): number | undefined {
  return count > 0 ? numberOrNone(Math.round((sum / count) * 1000) / 1000) : undefined;
}
