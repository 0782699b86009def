import * as fs from "node:fs";

import { allHosts, queries } from "../../components/observability/logql";
import { describeE2E, hasImage } from "../support/engine";
import { pinned } from "../support/pins";
import { cannotRun } from "./stand/cannot-run";
import { healthy } from "./stand/docker";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

const logql = queries(allHosts);

/** What lines become on their way to Loki, on a whole stack with a real Ollama. */
const missing = cannotRun();

describeE2E("signals", missing, () => {
  let stand: Stand;
  const one = async (query: string) => {
    const [series] = await stand.loki(query);
    return series && { ...series, value: Number(series.value) };
  };

  beforeAll(async () => {
    stand = await Stand.create();
    stand.configure({
      canaryModel: "tiny",
      canaryInterval: "60m",
      redactEmails: true,
      redactPatterns: ["employee-\\d+"],
    });
    await stand.must("up");
  }, 240_000);
  afterAll(async () => stand?.dispose(), 120_000);

  it("reports the canary: time to first token and tokens per second of a real answer", async () => {
    const [line] = await until("the canary's line", async () => {
      const lines = await stand.loki('{job="probe"} |= `"probe":"canary"`');
      return lines.length > 0 && lines;
    });
    const canary = JSON.parse(line?.value ?? "") as {
      up: number;
      ttft: string;
      tokens_per_second: number;
      model: string;
    };
    expect(canary).toMatchObject({
      up: 1,
      model: "tiny",
      ttft: expect.stringMatching(/^[\d.]+ms$/) as string,
    });
    expect(canary.tokens_per_second).toBeGreaterThan(0);
  }, 60_000);

  it("reads tokens and speed from Ollama's log alone: the sums are those Ollama answered", async () => {
    const count = 'sum(sum_over_time({job="ollama-service"} | eval_tokens!="" | unwrap eval_tokens [15m]))';
    await until("the canary's tokens", async () => ((await one(count))?.value ?? 0) > 0);
    const before = (await one(count))?.value ?? 0;
    const answers = [await stand.ollama.generate(8), await stand.ollama.generate(12)];
    const wanted = before + answers.reduce((sum, answer) => sum + answer.eval_count, 0);
    await until(`${wanted} tokens`, async () => (await one(count))?.value === wanted);
    expect((await one(logql.timing("tokens_per_second", 300)))?.value).toBeGreaterThan(0);
    expect((await one(logql.events("model_loaded", 900)))?.value).toBe(1);
  }, 60_000);

  it("names the model while one is loaded, and says unknown while two are", async () => {
    const named = logql.withModel(logql.timing("tokens_per_second", 300), 15);
    expect((await until("one model", async () => one(named))).labels.model).toBe("tiny:latest");
    stand.ollama.create("other");
    await stand.ollama.generate(4, "other");
    await until("two models", async () => (await one(named))?.labels.model === "unknown");
  }, 60_000);

  it("counts an aborted request and a dead runner as what they are", async () => {
    await stand.ollama.abort();
    await until(
      "the runner's death",
      async () => {
        if (((await one(logql.events("runner_terminated", 900)))?.value ?? 0) > 0) return true;
        await stand.ollama.loseRunner().catch(() => undefined);
        return false;
      },
      80_000,
      2000,
    );
  }, 90_000);

  it("stores no secret that a line carried", async () => {
    const lines = [
      "calling https://user:CANARY-password@proxy.example.com/v1",
      "GET /search?q=CANARY-query&token=CANARY-token HTTP/1.1",
      "Authorization: Bearer CANARY-bearer0123456789",
      'config {"api_key": "CANARY-key"} sk-CANARYCANARYCANARY0123',
      "mail from CANARY-person@example.com about CANARY employee-4711",
    ].map((text) => text.replace("CANARY employee", "employee"));
    fs.appendFileSync(`${stand.logs}/webui.log`, `${[...lines, "last of the secrets"].join("\n")}\n`);
    await until(
      "the last line",
      async () => (await stand.loki('{job="deepchat-webui"} |= "last of the secrets"')).length > 0,
    );
    const stored = await stand.loki('{job="deepchat-webui"}');
    expect(stored.filter(({ value }) => value.includes("[redacted]")).length).toBeGreaterThanOrEqual(5);
    expect(stored.filter(({ value, labels }) => /CANARY|4711/.test(value + JSON.stringify(labels)))).toEqual(
      [],
    );
  }, 60_000);

  it("says in verify which configured path the host does not have", async () => {
    stand.configure({ webuiLogFiles: [`${stand.logs}/webui*.log`, "/var/log/nosuch/*.log"] });
    await stand.must("up");
    await healthy(stand.container("collector"));
    const { output } = await stand.must("verify");
    expect(output).toMatch(/empty +files \/var\/log\/nosuch\/\*\.log +no such path on the host/);
  }, 120_000);

  const noAlloy = missing ?? hasImage(pinned("alloyImage"));
  (noAlloy ? it.skip : it)(
    `collects with Alloy as with Promtail${noAlloy ? ` (${noAlloy})` : ""}`,
    async () => {
      stand.configure({ collectorAgent: "alloy" });
      await stand.must("up");
      await healthy(stand.container("collector"));
      await stand.chat({ status: 503, duration: 77, note: "through alloy" });
      for (const job of ["deepchat-webui", "deepchat-container"]) {
        const [line] = await until(`the line of ${job}`, async () => {
          const lines = await stand.loki(`{job="${job}"} |= "through alloy"`);
          return lines.length > 0 && lines;
        });
        expect(line?.labels).toMatchObject({
          status_code: "503",
          duration: "77ms",
          method: "POST",
          path: "/chat",
          level: "error",
        });
      }
      const { output } = await stand.must("up");
      expect(output).not.toMatch(/\b(created|updated|replaced|deleted)\b/);
    },
    180_000,
  );
});
