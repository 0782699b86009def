import { uids } from "../../components/shared/naming";
import { build, panels, type Target } from "../support/dashboards";
import { describeE2E, hasEngine } from "../support/engine";
import { expected, some } from "./machine/expected";
import { hosts } from "./machine/hosts";
import { LokiBox } from "./once/loki-box";

/** Every panel about the machine, asked of a real Loki about hosts of which all is known. */

const boards = build("en");

/** All queries of Machine, and those that are about the machine elsewhere. */
const asked = boards.flatMap((board) =>
  panels(board).flatMap(({ title, targets = [] }) =>
    (targets as unknown as Target[])
      .map(({ refId, expr }) => ({ name: `${title}/${refId}`, expr }))
      .filter(({ name, expr }) => board.uid === uids.dashboards.machine || aboutCards(name, expr)),
  ),
);

function aboutCards(name: string, expr: string): boolean {
  return /"probe":"(gpus?|machine)"|layers_offloaded/.test(expr) || name.startsWith("Tokens per second and");
}

const names = Object.keys(hosts) as (keyof typeof hosts)[];

describeE2E("the machine, asked by Loki", hasEngine(), () => {
  let loki: LokiBox;
  let at: number;
  const ask = async (expr: string, host: string) => {
    const filled = expr.replaceAll("$host", host).replaceAll("$__auto", "1m").replaceAll("$__range", "1h");
    return loki.ask(filled, at);
  };

  beforeAll(async () => {
    loki = await LokiBox.start();
    for (const host of names) {
      for (const [job, entries] of Object.entries(hosts[host])) await loki.push({ job, host }, entries);
    }
    at = Date.now() / 1000;
  }, 60_000);
  afterAll(() => loki?.dispose());

  it("asks about cards on four boards", () => {
    const known = new Set(names.flatMap((host) => Object.keys(expected[host])));
    const all = asked.map(({ name }) => name);
    // Contexts and buffers are read like weights.
    const alike = ["Cards in Ollama's log/E", "Cards in Ollama's log/F", "Disks/E"];
    expect([...new Set(all)].sort()).toEqual([...known, ...alike].sort());
  });

  it.each(names)(
    "answers every panel of %s",
    async (host) => {
      const found: Record<string, Record<string, number>> = {};
      for (const { name, expr } of asked) {
        const series = await ask(expr, host);
        for (const { metric, value } of series) {
          const labels = Object.entries(metric).filter(([label, text]) => label !== "host" && text !== "");
          const key = labels.map(([, text]) => text).join(", ");
          (found[name] ??= {})[key] = value;
        }
      }
      const wanted = Object.entries(expected[host]).map(([name, answers]) => [
        name,
        Object.fromEntries(
          Object.entries(answers).map(([key, value]) => [
            key,
            value === some ? expect.any(Number) : expect.closeTo(value, value > 1e6 ? -3 : 6),
          ]),
        ),
      ]);
      expect(found).toEqual(Object.fromEntries(wanted));
    },
    60_000,
  );

  it("marks on every graph what the kernel said", async () => {
    for (const board of boards) {
      const marks = (board.annotations?.list ?? []) as unknown as { name: string; expr: string }[];
      const kernel = marks.find(({ name }) => name.startsWith("Kernel"));
      const counted = `sum(count_over_time(${kernel?.expr} [1h]))`.replaceAll("$host", "twoCards");
      expect([board.uid, await loki.ask(counted, at)]).toEqual([board.uid, [{ metric: {}, value: 3 }]]);
    }
  });
});
