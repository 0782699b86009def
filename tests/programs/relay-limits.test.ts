import { more, RelayRun, wecom } from "../support/relay";
import { ok, until } from "../support/relay-answers";
import { contentsAtWecom, startBots } from "../support/relay-bots";

describe("the relay in a storm of alerts", () => {
  let run: RelayRun;
  const start = (pace = {}) => startBots(run, pace);
  const contents = () => contentsAtWecom(run);
  beforeEach(() => {
    run = new RelayRun();
  });
  afterEach(() => run.dispose());

  it("cuts what is too long by whole alerts, and says how many are left out", async () => {
    await start();
    const alerts = Array.from(
      { length: 20 },
      (_, i) => `**FIRING: alert ${i}**\n${"显存不足".repeat(40)}\n\n`,
    );
    expect((await run.send("wecom", wecom("Many", [...alerts, `${more}7\n`]))).status).toBe(200);
    const [text = ""] = contents();
    const shown = text.match(/^\*\*FIRING/gm)?.length ?? 0;
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4096);
    expect(text).toMatch(new RegExp(`\n\n${more}${20 - shown + 7}\n$`));
    expect(shown).toBeGreaterThan(4);
  });

  it("cuts further where a service takes less than it says, and a single alert by its lines", async () => {
    await start();
    run.reply = (body) =>
      Buffer.byteLength(body) > 1500
        ? { body: '{"errcode":40058,"errmsg":"content exceed max length"}' }
        : ok;
    const lines = "a line of a log that is as long as lines of logs are\n".repeat(100);
    expect((await run.send("wecom", wecom("Long", [`**FIRING: Long**\n${lines}`]))).status).toBe(200);
    expect(contents().at(-1)).toMatch(
      /^# \[FIRING] Long .*\n\*\*FIRING: Long\*\*\n(a line .*\n)+a line .* are…\n$/,
    );
  });

  it.each([
    ["an attachment", "slack", (text: string) => ({ attachments: [{ title: text.slice(0, 9), text }] })],
    ["a text", "wecom", (text: string) => ({ msgtype: "text", text: { content: text } })],
    ["a card", "wecom", (text: string) => wecom(text.slice(0, 9), [`**${text}**\n`])],
  ])(
    "does not let %s that is too long however short hold back the others",
    async (_, name, form) => {
      await start({ limit: { burst: 3, perMinute: 300 } });
      run.reply = (body) =>
        body.includes("BIG") ? { status: 413, body: "" } : name === "slack" ? { body: "ok" } : ok;
      const order: string[] = [];
      const send = async (text: string) => {
        const { status } = await run.send(name, form(text));
        order.push(text.slice(0, 3));
        return status;
      };
      const sent = [send(`BIG ${"and long ".repeat(400)}`)];
      await until(() => run.received.length > 0);
      sent.push(send("Small 1"), send("Tiny 2"));
      const [big, ...small] = await Promise.all(sent);
      expect([big, ...small]).toEqual([400, 200, 200]);
      expect(run.said.map(({ relay }) => relay)).toContain("refused");
      // Each shorter than the one before, and not for ever.
      const lengths = run.received.filter(({ body }) => body.includes("BIG")).map(({ body }) => body.length);
      expect(lengths).toEqual([...new Set(lengths)].sort((a, b) => b - a));
      if (lengths.length > 3) expect(order.at(-1)).toBe("BIG");
    },
    20_000,
  );

  it("cuts an attachment that a service of Slack's kind calls too long", async () => {
    await start({ limit: { burst: 100, perMinute: 6000 } });
    run.reply = (body) => (Buffer.byteLength(body) > 2000 ? { status: 413, body: "" } : { body: "ok" });
    const text = "a line of a log\n".repeat(300);
    const { status } = await run.send("slack", { attachments: [{ title: "Long", text }] });
    expect(status).toBe(200);
    expect(run.received.at(-1)?.body).toMatch(/a line of a log…/);
  });
});
