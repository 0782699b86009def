import { describeE2E, hasImage } from "../support/engine";
import { images } from "./loss/images";
import { LokiBox } from "./once/loki-box";

/** A graph over a day that is looked at again asks Loki's disk only for what is new, and shows the same. */
describeE2E("a graph over a day", hasImage(images.loki), () => {
  const step = 1800;
  // A time that both questions share: what they ask for is the same.
  const end = Math.floor(Date.now() / 1000 / step) * step;
  const graph = { query: `sum(count_over_time({job="deepchat-webui"}[${step}s]))`, start: end - 86_400, end };
  let loki: LokiBox;

  beforeAll(async () => {
    loki = await LokiBox.start();
    // Three lines in each half hour.
    const ago = Date.now() / 1000 - end;
    const lines = Array.from({ length: 48 * 3 }, (_, i): [number, string] => [
      ago + 300 + i * 600,
      `line ${i}`,
    ]);
    await loki.push({ job: "deepchat-webui", host: "h" }, lines);
  }, 60_000);
  afterAll(() => loki?.dispose());

  async function looked() {
    const { query, start, end } = graph;
    const parameters = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` });
    const answer = (await (await fetch(`${loki.url}/loki/api/v1/query_range?${parameters}`)).json()) as {
      data: {
        result: { values: [number, string][] }[];
        stats: { summary: { totalLinesProcessed: number } };
      };
    };
    const counts = answer.data.result.flatMap(({ values }) => values.map(([, value]) => Number(value)));
    return { counts, read: answer.data.stats.summary.totalLinesProcessed };
  }

  it("reads a small part of the lines when it is looked at again, and shows the same", async () => {
    const first = await looked();
    const second = await looked();
    expect(first.counts).toEqual(Array.from({ length: 48 }, () => 3));
    expect(second.counts).toEqual(first.counts);
    expect(second.read).toBeLessThan(first.read / 5);
  });

  it("is answered without asking the index how much there is, as each rule is", async () => {
    await looked();
    await loki.ask(graph.query);
    const metrics = await (await fetch(`${loki.url}/metrics`)).text();
    expect(metrics).toMatch(/^loki_request_duration_seconds_count\{.*route="loki_api_v1_query_range"/m);
    expect(metrics).not.toMatch(/^loki_request_duration_seconds_count\{.*route="loki_api_v1_index_stats"/m);
  });

  it("shows at once what comes half an hour late", async () => {
    await looked();
    await loki.push({ job: "deepchat-webui", host: "h" }, [[Date.now() / 1000 - end + 1700, "late"]]);
    expect((await looked()).counts.at(-1)).toBe(4);
  });
});
