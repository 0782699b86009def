import { docker, healthy } from "../tests/e2e/stand/docker";
import { Stand } from "../tests/e2e/stand/stand";
import { until } from "../tests/e2e/stand/until";
import { pushDay } from "./day";

const lines = Number(process.env.LINES ?? 500_000);
const minutes = Number(process.env.MINUTES ?? 5);

/**
 * Measures what evaluating all alert rules costs Loki, on a day of half a million lines: its processor time over some
 * minutes with Grafana running, less that without Grafana. LINES and MINUTES change both; a group of rules is asked only
 * every five minutes.
 */
async function main(): Promise<void> {
  const stand = await Stand.create();
  // As a user has it: the windows of tests would be cheaper.
  stand.configure({ probeInterval: "15s", probeTimeout: "5s", ollamaDownAfter: "2m", errorWindow: "5m" });
  try {
    await stand.must("up");
    await pushDay(`http://127.0.0.1:${stand.ports.loki}`, lines, "e2e-host");
    // What it had in memory stands on disk then, as most of a real day does.
    docker("restart", stand.container("loki"));
    await healthy(stand.container("loki"));
    const all = `sum(count_over_time({job=~"deepchat-webui|ollama-service"}[24h]))`;
    const most = async () => Number((await stand.loki(all))[0]?.value) > 0.95 * lines;
    await until("the lines", most, 180_000, 5000);
    const on = await share(stand, minutes);
    // Not paused: woken up, it would make up for what it missed.
    docker("stop", stand.container("grafana"));
    const off = await share(stand, 1);
    const cost = `${percent(on)} - ${percent(off)} = ${percent(on - off)}`;
    console.log(`all rules, ${lines} lines: share of one core Loki takes    ${cost}    at most 5.0 %`);
  } finally {
    await stand.dispose();
  }
}

/** Share of one core that Loki takes over the next minutes. */
async function share(stand: Stand, minutes: number): Promise<number> {
  const before = await processor(stand);
  const began = performance.now();
  await new Promise((resolve) => setTimeout(resolve, minutes * 60_000));
  return ((await processor(stand)) - before) / ((performance.now() - began) / 1000);
}

async function processor(stand: Stand): Promise<number> {
  const metrics = await (await fetch(`http://127.0.0.1:${stand.ports.loki}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(metrics)?.[1]);
}

const percent = (value: number) => `${(value * 100).toFixed(1)} %`;

void main();
