import { rules } from "../../../components/observability/alerts/rules";
import { allHosts, queries } from "../../../components/observability/logql";
import { uids } from "../../../components/shared/naming";
import { ruleSettings } from "../../support/rules";
import { until } from "../stand/until";
import { numbers } from "./accidents";
import type { Bench } from "./bench";

/** uvicorn names no time. */
export const undated = (fault: string, n: number) =>
  `INFO:     10.0.0.1:4242 - "POST /chat HTTP/1.1" 500 fault=${fault} n=${n} end\n`;
/** Python's logging names no zone. */
export const zoneless = (at: number, fault: string, n: number) =>
  `${new Date(at).toISOString().replace("T", " ").replace(".", ",").slice(0, -1)} INFO web "POST /chat HTTP/1.1" 500 fault=${fault} n=${n} end\n`;

export const lines = (count: number, make: (n: number) => string) => numbers(count).map(make).join("");
export const stored = (on: Bench, fault: string, window: string, filter = "") =>
  on.loki.number(`sum(count_over_time({host="loss"} |= "fault=${fault} "${filter} [${window}]))`);
/** As rules and tiles count. */
export const counted = (on: Bench, fault: string) => {
  const [places = ""] = queries(allHosts).requests("webui", 5);
  return on.loki.number(`sum(count_over_time(${places} |= "fault=${fault} " [1h]))`);
};
export const upToDate = (on: Bench, name: string) =>
  until(
    `${name} is up to date`,
    async () => {
      const list = await on.inCollector("cat /var/lib/promtail/files/up-to-date");
      return list.includes(on.file(name));
    },
    90_000,
    1000,
  );
export const pause = (ms: number) => {
  const from = Date.now();
  return until(`${ms / 1000} s have passed`, () => Date.now() - from > ms, ms + 10_000, 500);
};

/** Names of the rules whose condition holds now for any series. */
export async function firing(on: Bench): Promise<string[]> {
  const found: string[] = [];
  for (const { uid, expr, condition } of rules(await ruleSettings())) {
    const above = condition.is === "above";
    const holds = await on.loki.number(`count((${expr}) ${above ? ">" : "<"} ${condition.value})`);
    if (holds > 0) found.push(uid);
  }
  return found;
}

/** The rules wait as soon as the collector has said what it reads; until then their pending periods last. */
export async function quiet(on: Bench, name: string): Promise<void> {
  await until(
    `the collector says that ${name} is old`,
    async () => {
      const said = await on.said();
      return said.some((line) => line.filename === on.file(name) && line.history === 1 && line.undated === 1);
    },
    30_000,
    500,
  );
  await until(
    "no rule counts it",
    async () => !(await firing(on)).includes(uids.rules.webuiErrors),
    30_000,
    500,
  );
}
