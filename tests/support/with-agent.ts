import { type Agent, type Collector, findCollector } from "./collector";

/** Runs the tests where the agent can be had; else says in one line why not, a failure for Promtail if E2E=required. */
export function withAgent(agent: Agent, title: string, tests: (collector: Collector) => void): void {
  const found = findCollector(agent);
  if (typeof found !== "string") describe(`${agent} ${title}`, () => tests(found));
  else if (agent === "promtail" && process.env["E2E"] === "required")
    it(`${agent} ${title}`, () => expect(found).toBe("a collector"));
  else it.skip(`${agent} ${title}: ${found}`, () => undefined);
}
