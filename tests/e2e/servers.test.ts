import { allHosts, queries, unlessOnHost } from "../../components/observability/logql";
import { describeE2E, hasEngine } from "../support/engine";
import { type Entry, LokiBox, type Series } from "./once/loki-box";
import { request, says, times } from "./rules/host-lines";

/** What model servers beside Ollama are said to do, asked by a real Loki about lines that are known. */

const logql = queries(allHosts);
const window = 600;

describeE2E("model servers, asked of Loki", hasEngine(), () => {
  let loki: LokiBox;

  beforeAll(async () => {
    loki = await LokiBox.start();
    const server = (name: string) => ({ job: "model-server", host: "h", container: name });
    const told = (name: string, form: string, entries: Entry[]): Entry[] =>
      entries.map(([ago, line, fields]) => [ago, line, { ...fields, server: name, form }]);
    const stats = (engine: string, ago: number, fields: Record<string, string>): Entry => [
      ago,
      "Running: 1 reqs",
      { server: "vllm", engine, ...fields },
    ];
    await loki.push(server("vllm"), [
      ...told(
        "vllm",
        "container/access",
        times(6, (i) => request(10 + i, i ? 200 : 500)),
      ),
      stats("000", 30, { running: "3", waiting: "0", kv_cache: "0.5", throughput: "100" }),
      stats("000", 20, { running: "2", waiting: "4", kv_cache: "0.9", throughput: "200" }),
      stats("001", 20, { running: "5", waiting: "1", kv_cache: "0.1", throughput: "50" }),
    ]);
    // The same server's file tells of the same requests once more.
    const file = { job: "model-server", host: "h", filename: "/var/log/vllm/a.log" };
    await loki.push(
      file,
      told(
        "vllm",
        "file/access",
        times(6, (i) => request(10 + i, i ? 200 : 500)),
      ),
    );
    await loki.push(server("llama"), [
      ...told(
        "llama",
        "container/access",
        times(4, (i) => request(10 + i, 200)),
      ),
      ...times(3, (i): Entry => [
        10 + i,
        "eval time = 20 tokens",
        { server: "llama", form: "container/timing", eval_tokens: "20" },
      ]),
    ]);
    await loki.push(
      { job: "ollama-service", host: "h" },
      times(9, (i) => request(10 + i, 200)),
    );
    await loki.push({ job: "probe", host: "h" }, [
      says(5, { probe: "server", server: "vllm", up: 0, down_s: 20 }),
      says(20, { probe: "server", server: "vllm", up: 1 }),
      says(5, { probe: "server", server: "llama", up: 1 }),
      says(5, { probe: "ollama", up: 1 }),
      says(20, { probe: "queue", waiting: 7, capacity: 512 }),
      says(5, { probe: "queue", waiting: 2, capacity: 512 }),
    ]);
  }, 60_000);
  afterAll(() => loki?.dispose());

  const by = (label: string, series: Series[], scale = 1) =>
    Object.fromEntries(
      series.map(({ metric, value }) => [metric[label] ?? "", Math.round(value * scale * 1000) / 1000]),
    );

  it.each([
    ["running", { vllm: 8 }],
    ["waiting", { vllm: 5 }],
    ["kv_cache", { vllm: 0.9 }],
    ["throughput", { vllm: 200 }],
  ] as const)("%s: engines together, the most of a while", async (field, expected) => {
    expect(by("server", await loki.ask(logql.serverLoad(field, window)))).toEqual(expected);
  });

  it("requests: each server's once, however many places tell of them, and added up", async () => {
    const rate = async (query: string) => by("server", await loki.ask(query), window);
    expect(await rate(logql.serverRequests(window))).toEqual({ vllm: 6, llama: 4 });
    expect(await rate(logql.serverRequests(window, 5))).toEqual({ vllm: 1 });
    expect(await rate(`sum(${logql.serverRequests(window)})`)).toEqual({ "": 10 });
    expect(by("", await loki.ask(logql.errorShare("servers", 5, window)))).toEqual({ "": 0.1 });
    expect(await rate(logql.serverTokens(window))).toEqual({ llama: 60 });
  });

  it("Ollama's are counted as if they were not there", async () => {
    expect(by("host", await loki.ask(logql.requestCount("ollama", window)))).toEqual({ h: 9 });
    expect(by("host", await loki.ask(logql.ollamaQueue(window)))).toEqual({ h: 7 });
  });

  it("state: by name, and an outage of any of them is one", async () => {
    expect(by("server", await loki.ask(logql.serverState(window)))).toEqual({ vllm: 0, llama: 1 });
    expect(by("server", await loki.ask(logql.serverAvailability(window)))).toEqual({ vllm: 0.5, llama: 1 });
    const unless = (of: "ollama" | "models") =>
      logql.unlessDown('sum by (host) (count_over_time({host="h"}[10m]))', of, {
        ...{ recent: 60, reportedOutage: 10, window },
      });
    expect(await loki.ask(unless("models"))).toEqual([]);
    expect(await loki.ask(unless("ollama"))).toHaveLength(1);
    expect(await loki.ask(unlessOnHost(logql.serverState(window), logql.outage("models", window)))).toEqual(
      [],
    );
  });

  it("is no answer of Ollama's tile where Ollama is not asked", async () => {
    const tile = (instead: string) => logql.probeState("webui", 60, instead);
    expect(await loki.ask(tile(`min(${logql.serverState(60)})`))).toEqual([]);
    expect(by("", await loki.ask(tile("")))).toEqual({ "": -1 });
  });
});
