import * as crypto from "node:crypto";

import { checked } from "../support/alive";
import { RelayRun } from "../support/relay";

/** What the relay makes of messages and answers, service by service. */
describe("relay", () => {
  const run = new RelayRun();
  const { received } = run;
  const last = () => JSON.parse(received.at(-1)?.body ?? "{}") as Record<string, unknown>;

  beforeAll(
    () =>
      run.start(
        (there) => ({
          wecom: { key: "wecomUrl", type: "wecom", url: `${there}/cgi-bin/webhook/send?key=key-of-the-bot` },
          "dingtalk-0": { type: "dingtalk", url: `${there}/robot/send?access_token=t`, signSecret: "SEC1" },
          "dingtalk-5": { type: "dingtalk", url: `${there}/robot/send?access_token=plain` },
          "feishu-1": { type: "feishu", url: `${there}/hook/x`, signSecret: "key" },
          "feishu-6": { type: "feishu", url: `${there}/hook/plain` },
          "slack-4": { type: "slack", url: `${there}/services/x` },
          "wecomApp-3": { type: "wecomApp", corpId: "ww1", secret: "app", agentId: "7", apiUrl: `${there}/` },
          "dingtalk-2": {
            type: "dingtalk",
            url: "http://127.0.0.1:60999/?access_token=secret-token",
            signSecret: "s",
          },
        }),
        {
          patience: 400,
          often: [20, 20],
          later: [20, 20],
          limit: { burst: 1000, perMinute: 60_000, gap: 0 },
        },
      ),
    20_000,
  );
  afterAll(() => run.dispose());
  const answers = (body: string, status = 200, headers = {}) => {
    run.reply = () => ({ status, body, headers });
  };

  it("signs for DingTalk as its documentation says, and leaves the message alone", async () => {
    answers('{"errcode":0,"errmsg":"ok"}');
    const message = { msgtype: "text", text: { content: "告警 +&" } };
    expect((await run.send("dingtalk-0", message)).status).toBe(200);
    const { url } = received.at(-1) as { url: URL };
    const timestamp = url.searchParams.get("timestamp") ?? "";
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000);
    expect(url.searchParams.get("sign")).toBe(
      crypto.createHmac("sha256", "SEC1").update(`${timestamp}\nSEC1`).digest("base64"),
    );
    expect(url.searchParams.get("access_token")).toBe("t");
    expect(last()).toEqual(message);
  });

  it("signs for Feishu in the body, with seconds", async () => {
    answers('{"code":0,"msg":"success"}');
    expect((await run.send("feishu-1", { msg_type: "text" })).status).toBe(200);
    const body = last() as { timestamp: string; sign: string };
    expect(Math.abs(Date.now() / 1000 - Number(body.timestamp))).toBeLessThan(60);
    expect(body).toMatchObject({
      msg_type: "text",
      sign: crypto.createHmac("sha256", `${body.timestamp}\nkey`).update("").digest("base64"),
    });
  });

  it.each([
    ["wecom", '{"errcode":0,"errmsg":"ok"}'],
    ["dingtalk-5", '{"errcode":0,"errmsg":"ok"}'],
    ["feishu-6", '{"code":0,"msg":"success"}'],
    ["feishu-6", '{"StatusCode":0,"StatusMessage":"success"}'],
    ["slack-4", "ok"],
  ])("passes a message on to %s as it is", async (name, body) => {
    answers(body);
    const message = { msgtype: "text", attachments: [{ text: "告警" }] };
    expect(await run.send(name, message)).toMatchObject({ status: 200, text: "ok" });
    expect(last()).toEqual(message);
  });

  it("gives Slack's answer back, for Grafana knows its words", async () => {
    answers("channel_not_found", 404);
    expect(await run.send("slack-4", { text: "x" })).toMatchObject({
      status: 404,
      text: "channel_not_found",
    });
  });

  it("logs in for a WeCom app, once, and adds to whom the message goes", async () => {
    answers('{"errcode":0,"access_token":"tok","expires_in":7200}');
    const before = received.length;
    for (let i = 0; i < 2; i++)
      expect((await run.send("wecomApp-3", { msgtype: "markdown" })).status).toBe(200);
    const [login, first, second, ...others] = received.slice(before);
    expect(`${login?.url.pathname}${login?.url.search}`).toBe("/cgi-bin/gettoken?corpid=ww1&corpsecret=app");
    for (const message of [first, second]) {
      expect(`${message?.url.pathname}${message?.url.search}`).toBe("/cgi-bin/message/send?access_token=tok");
      expect(JSON.parse(message?.body ?? "{}")).toEqual({ touser: "@all", agentid: 7, msgtype: "markdown" });
    }
    expect(others).toEqual([]);
  });

  it.each([
    // What a retry cannot mend.
    ["wecom", 200, '{"errcode":93000,"errmsg":"invalid webhook url"}', 400, "93000 invalid webhook url"],
    ["dingtalk-0", 200, '{"errcode":310000,"errmsg":"sign not match"}', 400, "310000 sign not match"],
    ["dingtalk-5", 200, '{"errcode":310000,"errmsg":"关键词不匹配"}', 400, "310000 关键词不匹配"],
    ["feishu-6", 200, '{"code":19024,"msg":"Key Words Not Found"}', 400, "19024 Key Words Not Found"],
    ["dingtalk-0", 200, "<html>", 400, "<html>"],
    // What it may.
    ["wecom", 200, '{"errcode":45009,"errmsg":"api freq out of limit"}', 503, "45009 api freq out of limit"],
    ["dingtalk-5", 200, '{"errcode":130101,"errmsg":"send too fast"}', 503, "130101 send too fast"],
    ["feishu-6", 200, '{"code":11232,"msg":"frequency limited"}', 503, "11232 frequency limited"],
    ["feishu-1", 429, "slow down", 503, "429 slow down"],
    [
      "wecomApp-3",
      200,
      '{"errcode":40014,"errmsg":"invalid access_token"}',
      502,
      "40014 invalid access_token",
    ],
    ["wecom", 200, '{"errcode":-1,"errmsg":"system busy"}', 502, "-1 system busy"],
    ["feishu-1", 500, "oops", 502, "500 oops"],
  ])("makes an error of a refusal by %s (%i %s): %i", async (name, status, body, expected, reason) => {
    answers(body, status);
    const answer = await run.send(name, { msgtype: "text", reason });
    expect(answer).toMatchObject({ status: expected, text: expect.stringContaining(reason) as unknown });
    // Grafana shows nothing but the status line.
    expect(answer.line).toContain(reason);
    // Held messages go out, so that the next case is alone.
    answers('{"errcode":0,"code":0,"access_token":"t"}');
    await run.send(name, { msgtype: "text", reason, next: true });
  });

  it("does not follow a redirect, and says where to without the path", async () => {
    answers("", 302, { location: "https://login.example.com/secret?back=1" });
    const before = received.length;
    const { status, text } = await run.send("wecom", { msgtype: "text", redirected: true });
    expect([status, text]).toEqual([
      400,
      expect.stringContaining("302 redirects to https://login.example.com (path hidden)"),
    ]);
    expect(received).toHaveLength(before + 1);
  });

  it("follows a redirect that keeps a POST a POST, once", async () => {
    run.reply = () =>
      received.at(-1)?.url.pathname === "/new"
        ? { body: '{"errcode":0}' }
        : { status: 307, body: "", headers: { location: "/new" } };
    expect((await run.send("wecom", { msgtype: "text", moved: true })).status).toBe(200);
    expect(last()).toEqual({ msgtype: "text", moved: true });
    answers("", 308, { location: "/new" });
    expect((await run.send("wecom", { msgtype: "text", circle: true })).status).toBe(400);
  });

  it("says that a service cannot be reached without saying its address", async () => {
    const { status, text } = await run.send("dingtalk-2");
    expect([status, text]).toEqual([502, expect.stringContaining("cannot be reached: ECONNREFUSED")]);
    expect(text).not.toMatch(/secret|key-of/);
  });

  it("survives nonsense, and knows its receivers only", async () => {
    for (const name of ["nobody", "constructor", "__proto__", "toString", ""])
      expect((await run.send(name)).status).toBe(404);
    expect((await run.send("feishu-1", "no json")).status).toBe(400);
    expect((await run.send("feishu-1", "null")).status).toBe(400);
    expect((await run.send("wecom", { text: "x".repeat(300_000) })).status).toBe(413);
    expect(await run.get("feishu-1")).toBe(404);
    expect(await run.get("health")).toBe(200);
    expect(checked("relay", 10, { HEARTBEAT_FILE: run.heartbeat }).status).toBe(0);
  });

  it("tells each failure in one line: receiver, code, words, nothing secret", async () => {
    answers('{"errcode":93000,"errmsg":"no bot key-of-the-bot"}');
    expect((await run.send("wecom", { msgtype: "text", told: true })).line).toContain("no bot …");
    expect(run.said.at(-1)).toEqual({
      ...{ level: "warn", relay: "refused", receiver: "wecomUrl", type: "wecom", code: 93000, messages: 1 },
      said: "93000 no bot …",
    });
    answers('{"errcode":0}');
    for (let i = 0; i < 2; i++) await run.send("wecom", { msgtype: "text", again: i });
    expect(run.said.slice(-2).map(({ relay }) => relay)).toEqual(["refused", "recovered"]);
    expect(JSON.stringify(run.said)).not.toMatch(/secret|key-of/);
  });
});
