import { type Rule, rules } from "../../components/observability/alerts/rules";
import { uids } from "../../components/shared/naming";
import { collect, type Collector, findCollector } from "../support/collector";
import { describeE2E, hasEngine } from "../support/engine";
import { fixture, fixtureNames } from "../support/golden";
import type { Entry as Sent } from "../support/push-receiver";
import { ruleSettings } from "../support/rules";
import { type Entry, LokiBox } from "./once/loki-box";
import { hours, up } from "./rules/host-lines";

/**
 * A working day of every format: the fixtures' lines, as the real collector reads them, again and again for eight hours,
 * each format on a host of its own. No rule may fire at any time of it; then something is planted, and is told.
 */

const day = 8 * hours;
/** Seconds between two lines, and between two looks at the rules. */
const [pace, looks] = [20, 1200];
/** Fixtures of a day on which things go wrong, and of what is no log of its own. */
const troubled =
  /crash|timeout|fail|out-of|kill|abort|overflow|no-llama|port-in|swap|versions|gpu|edge|create|context/;

const names = ["webui", "servers", "ollama"].flatMap(fixtureNames).filter((name) => !troubled.test(name));
const hostOf = (name: string) => name.replace(/[^\w]+/g, "-");

/** Ten seconds and more, as Go writes it. */
const slow = /\d[hm](?!s)|(?:^|[^.\d])\d\d+(?:\.\d+)?s$/;

/** A probe asks each round, which these fixtures do not tell: rarer ones would be a source that falls silent. */
const probed = ({ method = "", path = "" }: Sent["metadata"]) =>
  method === "HEAD" || /^\/api\/(version|ps)$/.test(path);

/** What a quiet day has: no failed request, and none that took longer than users bear. A websocket may. */
function isNormal({ metadata }: Sent): boolean {
  const { status_code = "", duration = "" } = metadata;
  return !probed(metadata) && !status_code.startsWith("5") && (status_code === "101" || !slow.test(duration));
}

describeE2E("a day of each format", hasEngine() ?? missingAgent(), () => {
  let loki: LokiBox;
  let all: Rule[];
  const sent = new Map<string, Sent[]>();

  beforeAll(async () => {
    loki = await LokiBox.start();
    all = rules(await ruleSettings());
    const files = Object.fromEntries(names.map((name) => [name, fixture(name)]));
    const run = await collect(findCollector("promtail") as Collector, { files });
    for (const name of names) {
      const own = run.entries.filter(({ labels }) => labels.filename === `${run.root}/${name}`);
      sent.set(name, own.filter(isNormal));
    }
  }, 120_000);
  afterAll(() => loki?.dispose());

  /** Entries of one host's source, of the streams in which the collector put them. */
  async function push(name: string, entries: [ago: number, sent: Sent][]): Promise<void> {
    const job = sent.get(name)?.[0]?.labels.job ?? "";
    const made = entries.map(([ago, { line, metadata }]): Entry => [ago, line, metadata]);
    await loki.push({ job, host: hostOf(name), filename: "/var/log/replayed.log" }, made);
  }

  async function firing(ago = 0): Promise<string[]> {
    const found = await Promise.all(
      all.map(async ({ uid, expr, condition: { is, value } }) =>
        (await loki.ask(expr, Date.now() / 1000 - ago))
          .filter((series) => (is === "above" ? series.value > value : series.value < value))
          .map(({ metric }) => `${metric.host ?? ""} ${uid}`),
      ),
    );
    return found.flat();
  }

  it("takes the lines of all formats", async () => {
    for (const [name, own] of sent) {
      expect([name, own.length > 0]).toEqual([name, true]);
      // What happens once, such as a start, happens once a day.
      const once = own.filter(({ metadata }) => metadata.event);
      const daily = own.filter(({ metadata }) => !metadata.event);
      await push(name, [
        ...once.map((entry, i): [number, Sent] => [day - i, entry]),
        ...Array.from({ length: day / pace }, (_, i): [number, Sent] => [
          day - (i + 1) * pace,
          daily[i % daily.length] ?? own[0]!,
        ]),
      ]);
      await loki.push({ job: "probe", host: hostOf(name) }, [
        ...up("ollama", 0, day),
        ...up("deepchat", 0, day),
      ]);
    }
  }, 120_000);

  it("lets no rule fire at any time", async () => {
    const fired = new Set<string>();
    for (let ago = day - hours / 2; ago > 0; ago -= looks)
      for (const each of await firing(ago)) fired.add(each);
    expect([...fired]).toEqual([]);
  }, 300_000);

  it("tells of errors planted at its end, whatever the format", async () => {
    const planted: string[] = [];
    for (const [name, own] of sent) {
      const request = own.find(({ metadata: { form, status_code } }) => form && status_code);
      if (!request || own[0]?.labels.job !== "deepchat-webui") continue;
      const failed = { ...request, metadata: { ...request.metadata, status_code: "500" } };
      await push(
        name,
        Array.from({ length: 30 }, (_, i) => [i, failed]),
      );
      planted.push(`${hostOf(name)} ${uids.rules.webuiErrors}`);
    }
    expect(planted.length).toBeGreaterThan(10);
    const told = (await firing()).filter((each) => each.endsWith(uids.rules.webuiErrors));
    expect(told.sort()).toEqual(planted.sort());
  }, 60_000);
});

function missingAgent() {
  const found = findCollector("promtail");
  return typeof found === "string" ? found : undefined;
}
