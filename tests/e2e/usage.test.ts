import { allHosts, queries } from "../../components/observability/logql";
import { describeE2E, hasEngine } from "../support/engine";
import { type Entry, LokiBox } from "./once/loki-box";

/** What the dashboard of usage asks, answered by a real Loki about lines that are known. A case is a host. */

const logql = queries(allHosts);
const hour = 3600;

/** A request at Ollama for text, and what its log says of the work on it. */
function answered(ago: number, seconds: number, work?: { read: number; wrote: number }): Entry[] {
  const request = { form: "file/gin", status_code: "200", method: "POST", path: "/api/chat" };
  const gin: Entry = [ago, "[GIN] 200", { ...request, duration: `${seconds}s`, client: "172.18.0.3" }];
  if (!work) return [gin];
  const timing = { form: "file/timing" };
  return [
    gin,
    [ago, "prompt eval time =", { ...timing, prompt_ms: `${work.read * 1000}`, prompt_tokens: "100" }],
    [ago, "       eval time =", { ...timing, eval_ms: `${work.wrote * 1000}`, eval_tokens: "20" }],
  ];
}

/** A load of a model, and the probe's lines about models it saw. */
const load = (ago: number): Entry => [
  ago,
  "time=x level=INFO source=server.go",
  { form: "file/event", event: "model_loaded", load_duration: "10s" },
];
const seen = (ago: number, model: string): Entry => [
  ago,
  JSON.stringify({ probe: "model", model, size: 1, size_vram: 1, gpu_share: 1 }),
];

/** The same request in the access log and in the audit log, and one of a health check. */
function asked(ago: number, user: string, client: string): Entry[] {
  const request = { status_code: "200", method: "POST", path: "/api/chat/completions" };
  return [
    [ago, "access", { ...request, form: "file/uvicorn", client }],
    [ago, "audit", { ...request, form: "file/audit", client, user, model: "qwen3:8b" }],
    [ago, "health", { status_code: "200", method: "GET", path: "/health", client }],
  ];
}

const people = [
  ...asked(600, "alice", "10.0.0.1"),
  ...asked(500, "alice", "10.0.0.2"),
  ...asked(400, "bob", "10.0.0.2"),
];

describeE2E("usage, asked by Loki", hasEngine(), () => {
  let loki: LokiBox;
  const filled = (query: string) => query.replaceAll("$__range", "1h");
  const byHost = async (query: string) =>
    Object.fromEntries(
      (await loki.ask(filled(query))).map(({ metric, value }) => [metric.host, value]),
    ) as Record<string, number>;
  const by = async (label: string, query: string) =>
    Object.fromEntries(
      (await loki.ask(filled(query))).map(({ metric, value }) => [metric[label], value]),
    ) as Record<string, number>;

  beforeAll(async () => {
    loki = await LokiBox.start();
    const push = (job: string, host: string, entries: Entry[]) => loki.push({ job, host }, entries);
    await push("deepchat-webui", "people", people);
    // 140 s in all, of which 80 s were work and 10 s a load.
    await push("ollama-service", "queue", [
      load(900),
      ...answered(600, 50, { read: 10, wrote: 30 }),
      ...answered(560, 90, { read: 10, wrote: 30 }),
    ]);
    // No work in the log: nobody knows.
    await push("ollama-service", "unknown", [...answered(600, 50), ...answered(500, 90)]);
    // Three loads of two models: one came back. Three of one model: it was merely unloaded in between.
    await push("ollama-service", "turns", [load(900), load(600), load(300)]);
    await push("probe", "turns", [seen(880, "a"), seen(580, "b"), seen(280, "a")]);
    await push("ollama-service", "alone", [load(900), load(600), load(300)]);
    await push("probe", "alone", [seen(880, "a"), seen(580, "a"), seen(280, "a")]);
  }, 60_000);
  afterAll(() => loki?.dispose());

  it("counts each request once, by whom and for what it was", async () => {
    expect(await by("client", logql.countBy("webui", "client", hour))).toEqual({
      "10.0.0.1": 1,
      "10.0.0.2": 2,
    });
    expect(await by("user", logql.countBy("webui", "user", hour))).toEqual({ alice: 2, bob: 1 });
    expect(await by("model", logql.countBy("webui", "model", hour))).toEqual({ "qwen3:8b": 3 });
    expect(await by("path", logql.countBy("webui", "path", hour))).toEqual({ "/api/chat/completions": 3 });
    expect(await by("client", logql.countBy("ollama", "client", hour))).toEqual({ "172.18.0.3": 4 });
  });

  it("counts requests of a host without a web UI at Ollama, and tokens read and written", async () => {
    expect(await byHost(logql.userRequestCount(hour))).toEqual({ people: 3, queue: 2, unknown: 2 });
    expect(await byHost(logql.allTokens(hour))).toEqual({ queue: 240 });
    expect(await by("model", logql.tokensByModel(hour))).toEqual({ unknown: 240 });
  });

  it("knows how long answers waited, where the log tells what was worked on them", async () => {
    expect(await byHost(logql.waitedSeconds(hour))).toEqual({ queue: 50 });
  });

  it("tells models that take turns from one that is unloaded", async () => {
    expect(await byHost(logql.swaps(hour))).toEqual({ turns: 1 });
  });
});
