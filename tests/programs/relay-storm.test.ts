import { kindOf } from "../../components/receivers";
import { RelayRun, wecom } from "../support/relay";
import { ok, until } from "../support/relay-answers";
import { contentsAtWecom, startBots } from "../support/relay-bots";

const tooOften = { body: '{"errcode":45009,"errmsg":"api freq out of limit"}' };

describe("the relay in a storm of alerts", () => {
  let run: RelayRun;
  const start = (pace = {}) => startBots(run, pace);
  const contents = () => contentsAtWecom(run);
  const names = (count: number) => Array.from({ length: count }, (_, i) => `Rule ${i} of a storm`);
  beforeEach(() => {
    run = new RelayRun();
  });
  afterEach(() => run.dispose());

  // The documented limits: 20 messages a minute at WeCom and DingTalk, 100 at Feishu, 30 for a person of a WeCom app.
  it.each([
    ["wecom", 20],
    ["dingtalk", 20],
    ["feishu", 100],
    ["wecomApp", 30],
    ["slack", 60],
  ] as const)("never sends to %s more than it takes in a minute", (type, most) => {
    const { burst = 0, perMinute = 0 } = kindOf({ type }).service?.limit ?? {};
    expect(burst).toBeGreaterThan(0);
    expect(burst + perMinute).toBeLessThanOrEqual(most);
  });

  it("merges what has to wait: every alert arrives, in few messages, none too long", async () => {
    await start({ limit: { burst: 3, perMinute: 300 } });
    const rules = names(40);
    const sent = await Promise.all(rules.map((rule) => run.send("wecom", wecom(rule))));
    expect(sent.map(({ status }) => status)).toEqual(rules.map(() => 200));
    const all = contents();
    for (const rule of rules)
      expect(all.filter((text) => text.includes(`[FIRING] ${rule} ·`))).toHaveLength(1);
    expect(all.length).toBeLessThan(12);
    for (const text of all) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
  }, 20_000);

  it("does not merge what need not wait", async () => {
    await start();
    await Promise.all(names(5).map((rule) => run.send("wecom", wecom(rule))));
    expect(contents()).toHaveLength(5);
  });

  it("keeps still when the service says too often, and delivers all of it later", async () => {
    await start({ limit: { burst: 100, perMinute: 6000 } });
    let refusals = 3;
    run.reply = () => (refusals-- > 0 ? tooOften : ok);
    expect((await run.send("wecom", wecom("Ollama down"))).status).toBe(200);
    const [first, second] = run.received;
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(190);
    expect(run.said).toEqual([]);
  });

  it("tells Grafana that it lasts too long, holds on, and does not send twice what Grafana sends again", async () => {
    await start({ patience: 300, limit: { burst: 100, perMinute: 6000 } });
    run.reply = () => tooOften;
    const message = wecom("Ollama down");
    expect(await run.send("wecom", message)).toMatchObject({
      status: 503,
      text: expect.stringContaining("45009 api freq out of limit") as unknown,
    });
    expect(run.said.map(({ relay, code }) => [relay, code])).toEqual([["delayed", 45009]]);
    // Grafana may forget an alert that has ended; the relay does not.
    run.reply = () => ok;
    const before = run.received.length;
    await until(() => run.received.length > before);
    await until(() => contents().length === before + 1);
    expect((await run.send("wecom", message)).status).toBe(200);
    expect(run.received).toHaveLength(before + 1);
    // What is new is news.
    expect((await run.send("wecom", wecom("Ollama down", ["**Resolved: Ollama down**\n"]))).status).toBe(200);
    expect(run.received).toHaveLength(before + 2);
  });

  it("does not send twice what it delivered after Grafana had stopped waiting", async () => {
    await start({ limit: { burst: 100, perMinute: 6000 } });
    run.reply = () => tooOften;
    const message = wecom("Ollama down");
    await expect(run.send("wecom", message, 100)).rejects.toThrow("timeout");
    await until(() => run.said.length > 0);
    run.reply = () => ok;
    const before = run.received.length;
    await until(() => run.received.length > before && run.said.at(-1)?.relay === "recovered");
    expect((await run.send("wecom", message)).status).toBe(200);
    expect(run.received).toHaveLength(before + 1);
  });

  it("sends the newer of two messages about the same alerts", async () => {
    await start({ limit: { burst: 100, perMinute: 6000 } });
    let refusals = 1;
    run.reply = () => (refusals-- > 0 ? tooOften : ok);
    const older = run.send("wecom", wecom("Ollama down", ["**FIRING: one**\n"]));
    await until(() => run.received.length === 1);
    const newer = run.send("wecom", wecom("Ollama down", ["**FIRING: one**\n", "**FIRING: two**\n"]));
    expect([(await older).status, (await newer).status]).toEqual([200, 200]);
    expect(contents()).toHaveLength(2);
    expect(contents()[1]).toContain("two");
  });

  it("gives up after a bounded time, and says so", async () => {
    await start({ patience: 100, hold: 300, limit: { burst: 100, perMinute: 6000 } });
    run.reply = () => tooOften;
    expect((await run.send("wecom", wecom("Ollama down"))).status).toBe(503);
    await until(() => run.said.some(({ relay }) => relay === "lost"));
    expect(run.said.at(-1)).toMatchObject({ level: "error", receiver: "wecomUrl", code: 45009 });
  });

  it("says what is lost when it is stopped, and refuses more than it can hold", async () => {
    await start({ patience: 2000 });
    run.reply = () => ({ body: '{"errcode":-1,"errmsg":"system busy"}' });
    const all = Promise.all(names(230).map((rule) => run.send("wecom", wecom(rule))));
    expect((await all).filter(({ text }) => text.includes("too many messages wait"))).toHaveLength(30);
    await run.end();
    expect(run.said.at(-1)).toMatchObject({ relay: "lost", messages: 200, said: "the relay was stopped" });
  }, 20_000);

  it("tries each for itself where the service refuses them together", async () => {
    await start({ limit: { burst: 1, perMinute: 1200 } });
    run.reply = (body) =>
      body.includes("Rule 3") ? { body: '{"errcode":40039,"errmsg":"bad content"}' } : ok;
    const sent = await Promise.all(names(6).map((rule) => run.send("wecom", wecom(rule))));
    expect(sent.map(({ status }) => status)).toEqual([200, 200, 200, 400, 200, 200]);
  });

  it("asks once for all where the bot itself is refused", async () => {
    await start({ limit: { burst: 1, perMinute: 60 } });
    run.reply = () => ({ body: '{"errcode":93000,"errmsg":"invalid webhook url"}' });
    const sent = await Promise.all(names(6).map((rule) => run.send("wecom", wecom(rule))));
    expect(sent.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 400]);
    expect(run.received).toHaveLength(2);
  });

  it("merges in the form of each service, and keeps its keyword in every message", async () => {
    await start({ limit: { burst: 1, perMinute: 300 } });
    const title = (i: number) => `[FIRING] Rule ${i} · gpu-1 · DeepChat`;
    const forms: Record<string, (i: number) => object> = {
      dingtalk: (i) => ({
        msgtype: "actionCard",
        actionCard: {
          title: title(i),
          text: `### ${title(i)}\n\n**alert ${i}**\n`,
          singleTitle: "More",
          singleURL: "x",
        },
      }),
      feishu: (i) => ({
        msg_type: "interactive",
        card: {
          header: { template: i === 2 ? "red" : "green", title: { tag: "plain_text", content: title(i) } },
          elements: [{ tag: "markdown", content: `**alert ${i}**\n` }],
        },
      }),
      slack: (i) => ({ attachments: [{ title: title(i), text: `*alert ${i}*` }] }),
    };
    run.reply = (body) => (body.includes("attachments") ? { body: "ok" } : ok);
    for (const [name, form] of Object.entries(forms)) {
      const from = run.received.length;
      const sent = await Promise.all([0, 1, 2].map((i) => run.send(name, form(i))));
      expect(sent.map(({ status }) => status)).toEqual([200, 200, 200]);
      const bodies = run.received.slice(from).map(({ body }) => body);
      expect([name, bodies.length]).toEqual([name, 2]);
      for (const i of [0, 1, 2])
        expect(bodies.join().match(new RegExp(`alert ${i}\\*`, "g"))).toHaveLength(1);
      for (const body of bodies) expect(body).toContain("DeepChat");
      expect(JSON.parse(bodies[1] ?? "{}")).toMatchSnapshot(name);
    }
  }, 20_000);
});
