import * as fs from "node:fs";

import type { Agent } from "../components/config/schema";
import { Bench } from "../tests/e2e/loss/bench";
import { until } from "../tests/e2e/stand/until";

/**
 * A log file of many megabytes that is there before the first start: seconds until a line written now is found, in
 * another file and in that very one; how much of its limit Loki takes meanwhile; seconds until all is read that is to
 * be. Sizes in MB and agent as arguments (300, 2000 and promtail without). Images must be present.
 */
const [first = "promtail", ...rest] = process.argv.slice(2);
const agent: Agent = first === "alloy" ? "alloy" : "promtail";
const sizes = rest.length > 0 ? rest.map(Number) : [300, 2000];

/** Half of the lines name no time, half one without a zone, three days ago. */
function block(): string {
  const from = Date.now() - 3 * 86_400_000;
  return Array.from({ length: 20_000 }, (_, i) => {
    const time = new Date(from + i).toISOString().replace("T", " ").replace(".", ",").slice(0, -1);
    const request = `"POST /api/chat/completions HTTP/1.1" ${i % 50 ? 200 : 500}`;
    return i % 2 ? `INFO:     172.17.0.1:41234 - ${request}\n` : `${time} INFO web 172.17.0.1 - ${request}\n`;
  }).join("");
}

async function measure(megabytes: number): Promise<Record<string, number>> {
  let begun = 0;
  const on = await Bench.start(agent, {
    timeZone: { name: "UTC", sure: false },
    prepare: (bench) => {
      const text = block();
      for (let size = 0; size < megabytes * 1e6; size += text.length)
        fs.appendFileSync(bench.file("huge"), text);
      begun = Date.now();
    },
  });
  try {
    const seconds = () => Math.round((Date.now() - begun) / 100) / 10;
    const found: Record<string, number> = {};
    let memory = 0;
    for (const fault of ["huge", "other"])
      fs.appendFileSync(on.file(fault), `INFO:     fault=live-${fault} n=1 end\n`);
    await until(
      "all is read",
      async () => {
        for (const fault of ["live-huge", "live-other"])
          if (!found[fault] && (await on.loki.total(fault)) > 0) found[fault] = seconds();
        memory = Math.max(memory, await on.share("loki"));
        const report = await on.inCollector("source /etc/promtail/files.sh && report");
        return Object.keys(found).length === 2 && !/^file\t\d+\t\d+\t1\t/m.test(report);
      },
      900_000,
      500,
    );
    return { ...found, "all read": seconds(), "Loki's memory, %": Math.round(memory) };
  } finally {
    await on.dispose();
  }
}

async function main(): Promise<void> {
  const rows: Record<string, Record<string, number>> = {};
  for (const megabytes of sizes) rows[`${agent}, ${megabytes} MB`] = await measure(megabytes);
  console.table(rows);
}

void main();
