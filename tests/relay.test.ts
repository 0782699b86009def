import { spawn, type ChildProcess } from "node:child_process";
import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../scripts/support/project";

/** The relay as a process, between a sender and services that answer what the test tells them. */
describe("relay", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "relay-"));
  const received: { url: URL; body: string }[] = [];
  let answer = { status: 200, body: '{"errcode":0,"errmsg":"ok"}' };
  let service: http.Server;
  let relay: ChildProcess;
  let base: string;

  beforeAll(async () => {
    service = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        received.push({ url: new URL(request.url ?? "", "http://service"), body });
        response.writeHead(answer.status).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => service.listen(0, "127.0.0.1", resolve));
    const free = http.createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const there = `http://127.0.0.1:${(service.address() as AddressInfo).port}`;
    const routes = {
      "dingtalk-0": { type: "dingtalk", url: `${there}/robot/send?access_token=t`, signSecret: "SEC1" },
      "feishu-1": { type: "feishu", url: `${there}/hook/x`, signSecret: "key" },
      "slack-4": { type: "slack", url: `${there}/services/x` },
      "wecomApp-3": { type: "wecomApp", corpId: "ww1", secret: "app", agentId: "7", apiUrl: `${there}/` },
      "dingtalk-2": { type: "dingtalk", url: "http://127.0.0.1:60999/?access_token=hidden", signSecret: "s" },
    };
    fs.writeFileSync(path.join(folder, "routes.json"), JSON.stringify(routes));
    relay = spawn(process.execPath, [path.join(root, "assets/relay/relay.mjs")], {
      env: { PORT: String(port), ROUTES: path.join(folder, "routes.json") },
      stdio: ["ignore", "inherit", "inherit"],
    });
    base = `http://127.0.0.1:${port}`;
    for (;;) {
      const up = await fetch(`${base}/health`).then(
        ({ ok }) => ok,
        () => false,
      );
      if (up) break;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }, 20_000);

  afterAll(async () => {
    relay.kill();
    await new Promise((resolve) => service.close(resolve));
    fs.rmSync(folder, { recursive: true });
  });

  const send = async (name: string, body: unknown = { msgtype: "text" }) => {
    const response = await fetch(`${base}/${name}`, { method: "POST", body: JSON.stringify(body) });
    return { status: response.status, text: await response.text() };
  };

  it("signs for DingTalk as its documentation says, and leaves the message alone", async () => {
    answer = { status: 200, body: '{"errcode":0,"errmsg":"ok"}' };
    expect((await send("dingtalk-0", { msgtype: "text", text: { content: "告警 +&" } })).status).toBe(200);
    const { url, body } = received.at(-1) as { url: URL; body: string };
    const timestamp = url.searchParams.get("timestamp") ?? "";
    expect(Math.abs(Date.now() - Number(timestamp))).toBeLessThan(60_000);
    expect(url.searchParams.get("sign")).toBe(
      crypto.createHmac("sha256", "SEC1").update(`${timestamp}\nSEC1`).digest("base64"),
    );
    expect(url.searchParams.get("access_token")).toBe("t");
    expect(JSON.parse(body)).toEqual({ msgtype: "text", text: { content: "告警 +&" } });
  });

  it("signs for Feishu in the body, with seconds", async () => {
    answer = { status: 200, body: '{"code":0,"msg":"success"}' };
    expect((await send("feishu-1", { msg_type: "text" })).status).toBe(200);
    const body = JSON.parse(received.at(-1)?.body ?? "{}") as { timestamp: string; sign: string };
    expect(Math.abs(Date.now() / 1000 - Number(body.timestamp))).toBeLessThan(60);
    expect(body).toMatchObject({
      msg_type: "text",
      sign: crypto.createHmac("sha256", `${body.timestamp}\nkey`).update("").digest("base64"),
    });
  });

  it("passes a message on to Slack as it is", async () => {
    answer = { status: 200, body: "ok" };
    const message = { attachments: [{ text: "告警" }] };
    expect(await send("slack-4", message)).toEqual({ status: 200, text: "ok" });
    expect(received.at(-1)?.url.pathname).toBe("/services/x");
    // And Slack's answer back: Grafana knows its words.
    answer = { status: 404, body: "channel_not_found" };
    expect(await send("slack-4", message)).toEqual({ status: 404, text: "channel_not_found" });
    expect(JSON.parse(received.at(-1)?.body ?? "{}")).toEqual({ attachments: [{ text: "告警" }] });
  });

  it("logs in for a WeCom app, once, and adds to whom the message goes", async () => {
    answer = { status: 200, body: '{"errcode":0,"access_token":"tok","expires_in":7200}' };
    const before = received.length;
    for (let i = 0; i < 2; i++) expect((await send("wecomApp-3", { msgtype: "markdown" })).status).toBe(200);
    const [login, first, second, ...more] = received.slice(before);
    expect(`${login?.url.pathname}${login?.url.search}`).toBe("/cgi-bin/gettoken?corpid=ww1&corpsecret=app");
    for (const message of [first, second]) {
      expect(`${message?.url.pathname}${message?.url.search}`).toBe("/cgi-bin/message/send?access_token=tok");
      expect(JSON.parse(message?.body ?? "{}")).toEqual({ touser: "@all", agentid: 7, msgtype: "markdown" });
    }
    expect(more).toEqual([]);
  });

  it.each([
    ["wecomApp-3", 200, '{"errcode":40014,"errmsg":"invalid access_token"}', "40014 invalid access_token"],
    ["dingtalk-0", 200, '{"errcode":310000,"errmsg":"sign not match"}', "310000 sign not match"],
    ["feishu-1", 200, '{"code":19021,"msg":"sign match fail"}', "19021 sign match fail"],
    ["feishu-1", 500, "oops", "500  oops"],
    ["dingtalk-0", 200, "<html>", "200  <html>"],
  ])("makes an error of a refusal by %s (%i %s)", async (name, status, body, reason) => {
    answer = { status, body };
    expect(await send(name)).toEqual({ status: 502, text: expect.stringContaining(reason) });
  });

  it("says that a service cannot be reached without saying its address", async () => {
    const { status, text } = await send("dingtalk-2");
    expect([status, text]).toEqual([
      502,
      expect.stringContaining("dingtalk cannot be reached: ECONNREFUSED"),
    ]);
    expect(text).not.toContain("hidden");
  });

  it("survives nonsense, and knows its receivers only", async () => {
    expect((await send("nobody")).status).toBe(404);
    const response = await fetch(`${base}/feishu-1`, { method: "POST", body: "no json" });
    expect(response.status).toBe(502);
    expect((await fetch(`${base}/feishu-1`)).status).toBe(404);
    expect((await fetch(`${base}/health`)).status).toBe(200);
  });
});
