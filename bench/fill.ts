import { until } from "../tests/e2e/stand/until";
import { type Days, pushDays } from "./day";

/** A Loki that can be asked for a number now. */
interface Loki {
  url: string;
  /** One series' number, or none. */
  number(query: string): Promise<number | undefined>;
}

/** Fills a Loki with days of several hosts, and waits until all of it stands on disk and is found. */
export async function fill(
  loki: Loki,
  { lines, days = 1, ...rest }: Omit<Days, "host">,
  hosts: readonly string[] = ["bench"],
): Promise<void> {
  const each = Math.round(lines / hosts.length);
  for (const host of hosts) await pushDays(loki.url, { lines: each, host, days, ...rest });
  // Loki looks for old lines on disk only; a real day's would have got there long ago.
  await fetch(`${loki.url}/flush`, { method: "POST" });
  const all = `sum(count_over_time({job=~"deepchat-webui|ollama-service"}[${24 * days + 1}h]))`;
  await until("the lines", async () => ((await loki.number(all)) ?? 0) >= each * hosts.length, 180_000, 1000);
}
