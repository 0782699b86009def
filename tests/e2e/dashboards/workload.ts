import * as fs from "node:fs";

import { step } from "../stand/expected";
import type { Workload } from "../stand/expected-panels";
import type { Stand } from "../stand/stand";
import { until } from "../stand/until";

/** Known numbers: 50 requests at the web UI, and 4 at Ollama beside the canary's one. */
export async function workload(stand: Stand): Promise<Omit<Workload, "probeRounds">> {
  // All within one point of a graph, so that quantiles are those of the whole.
  await until("a fresh minute", () => (Date.now() / 1000) % step < step / 2);
  const webui = { ok: 38, notFound: 6, failed: 5, slow: 1 };
  for (let i = 0; i < webui.ok; i++) await stand.chat({ duration: 100 });
  for (let i = 0; i < webui.notFound; i++) await stand.chat({ status: 404, duration: 50 });
  for (let i = 0; i < webui.failed; i++) await stand.chat({ status: 500, duration: 200, note: "boom" });
  await stand.chat({ duration: 31_000 });

  const canary = await until("the canary's line", async () => {
    const [line] = await stand.loki('{job="probe"} |= `"probe":"canary"`');
    return line && (JSON.parse(line.value) as { tokens: number });
  });
  let written = canary.tokens;
  for (const wanted of [5, 10, 15]) written += (await stand.ollama.generate(wanted)).eval_count;
  await expect(stand.ollama.generate(1, "nosuch")).rejects.toThrow("404");

  const sum = (field: string) =>
    `sum(sum_over_time({job="ollama-service"} | ${field}!="" | unwrap ${field} [15m]))`;
  await until("the tokens", async () => Number((await stand.loki(sum("eval_tokens")))[0]?.value) === written);
  const read = Number((await stand.loki(sum("prompt_tokens")))[0]?.value);
  const log = fs.readFileSync(`${stand.logs}/ollama.log`, "utf8");
  const count = (pattern: RegExp) => log.match(pattern)?.length ?? 0;
  const ollama = {
    ok: 4,
    notFound: 1,
    others: count(/^\[GIN\].* 20\d \|.*(POST|GET) +"\/api\/(?!generate|version|ps)/gm),
    loads: count(/msg="loaded runners"/g),
  };
  return { webui, ollama, tokens: { read, written } };
}

/** How often the probe has asked by now. */
export async function probeRounds(stand: Stand): Promise<number> {
  return (await stand.loki('{job="probe"} |= `"probe":"ollama"`')).length;
}
