import { print } from "../shared/output";
import type { Duration } from "../shared/settings";
import { Counter, readMetrics } from "./metrics";

const alerts = (state: string) => `grafana_alerting_alerts{state="${state}"}`;

/** Looks at our own Grafana: what fires, and which notifications could not be delivered. */
export class Grafana {
  private readonly failed = new Counter();

  constructor(
    private readonly url: URL,
    private readonly timeout: Duration,
  ) {}

  async probe(): Promise<void> {
    const { sums, duration } = await readMetrics(this.url, this.timeout, {
      firing: [alerts("alerting"), alerts("error"), alerts("nodata")],
      pending: [alerts("pending")],
      failed: ["grafana_alerting_notifications_failed_total{"],
    });
    print({
      probe: "grafana",
      up: 1,
      status_code: 200,
      duration,
      firing: sums.firing,
      pending: sums.pending,
      failed: this.failed.growth(sums.failed),
    });
  }
}
