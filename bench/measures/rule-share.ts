import { cannotRun } from "../../tests/e2e/stand/cannot-run";
import { docker, healthy } from "../../tests/e2e/stand/docker";
import { Stand } from "../../tests/e2e/stand/stand";
import { fill } from "../fill";
import type { Report } from "../measure";
import { processorOf } from "../processor";

/** Percent of a core that all rules may take. */
const goal = 3;

/**
 * What evaluating all rules takes of a core in Loki, on a whole stack with so many lines of a day: with Grafana running,
 * less that without Grafana. A group of rules is asked only every five minutes: a shorter look misses it.
 *
 * @param seconds how long to look
 */
export async function ruleShare(
  { lines, seconds }: { lines: number; seconds: number },
  report: Report,
): Promise<void> {
  const what = "all rules together, share of one core";
  const missing = cannotRun();
  if (missing) return report.skip(what, missing);
  const stand = await Stand.create();
  const dispose = report.later(() => stand.dispose());
  // As a user has it: the windows of tests would be cheaper.
  stand.configure({ probeInterval: "15s", probeTimeout: "5s", ollamaDownAfter: "2m", errorWindow: "5m" });
  await stand.must("up");
  const url = `http://127.0.0.1:${stand.ports.loki}`;
  const number = async (query: string) => Number((await stand.loki(query))[0]?.value);
  await fill({ url, number }, { lines }, ["e2e-host"]);
  // What it had in memory stands on disk then, as most of a real day does.
  docker("restart", stand.container("loki"));
  await healthy(stand.container("loki"));
  const on = await share(url, seconds);
  // Not paused: woken up, it would make up for what it missed.
  docker("stop", stand.container("grafana"));
  const off = await share(url, Math.min(seconds, 60));
  report({ what, subject: "ours", unit: "%", samples: [on - off], goal });
  await dispose();
}

/** Percent of one core that a Loki takes over the next seconds. */
async function share(url: string, seconds: number): Promise<number> {
  const before = await processorOf(url);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, seconds * 1000)); // nothing is waited for: its work is counted
  return (100 * ((await processorOf(url)) - before)) / ((performance.now() - began) / 1000);
}
