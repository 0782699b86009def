import { spawn } from "node:child_process";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import * as pulumi from "@pulumi/pulumi";
import { SMTPServer } from "smtp-server";

import type { Smtp } from "../../../components/config/schema";
import type { ServerConfig } from "../../../components/config/stack";
import { hintFor, type Receiver } from "../../../components/receivers";
import { AlertTest } from "../../../scripts/checks/alert-test";
import { GrafanaReceivers } from "../../../scripts/checks/grafana-receivers";
import { NotificationServices } from "../../../scripts/checks/notification-services";
import type { Docker } from "../../../scripts/engine/docker";
import { GrafanaApi } from "../../../scripts/grafana/api";
import { anyReceiver, receiver, rows } from "../../support/receivers";

/** A server that answers as it is told, and keeps what it got. */
class Server {
  /** undefined: it never answers. */
  answer: (path: string) => { status?: number; body: unknown; location?: string } | undefined = () => ({
    body: {},
  });
  readonly got: { method?: string; path: string; body: string; authorization?: string }[] = [];
  readonly server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const path = request.url ?? "";
      this.got.push({ method: request.method, path, body, authorization: request.headers.authorization });
      const answer = this.answer(path);
      if (!answer) return;
      const { status = 200, body: said, location } = answer;
      if (location) response.setHeader("location", location);
      response.writeHead(status).end(typeof said === "string" ? said : JSON.stringify(said));
    });
  });
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

// curl here stands where it stands in Grafana's container.
const here = (calls: { command: string[]; input: string }[]): Pick<Docker, "exec"> => ({
  exec: (_, command, input = "") => {
    calls.push({ command, input });
    const [program = "", ...args] = command;
    const child = spawn(program, args);
    const result = { stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (result.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (result.stderr += chunk.toString()));
    child.stdin.end(input);
    return new Promise((resolve) => child.once("close", (status) => resolve({ status, ...result })));
  },
});

const secret = (value: string) => pulumi.secret(value);
let server: Server;
const calls: { command: string[]; input: string }[] = [];
beforeEach(async () => {
  calls.length = 0;
  server = new Server();
  await new Promise<void>((resolve) => server.server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.server.closeAllConnections();
  await new Promise((resolve) => server.server.close(resolve));
});

describe("asking the service itself", () => {
  const services = (smtp?: Smtp, limit = 20) => new NotificationServices(here(calls), smtp, limit);

  it.each(
    rows.flatMap(({ type, answers = [] }) =>
      answers.map(([body, expected]) => [type as "wecom", body, expected] as const),
    ),
  )("reads what %s says: %j", async (type, body, expected) => {
    server.answer = () => ({ body });
    const url = `${server.url}/hook?key=hidden`;
    const one = receiver(type, { url: secret(url) });
    expect(await services().ask(one, 'say "天\n气"')).toEqual(expected);
    expect(server.got[0]?.body).toContain('say \\"天\\n气\\"');
    // Nothing secret where a process list would show it.
    for (const { command } of calls) expect(command.join(" ")).not.toContain("hidden");
  });

  it("says that nobody answers, without the address", async () => {
    const one = receiver("wecom", { url: secret("http://127.0.0.1:9/?key=hidden") });
    const answer = await services().ask(one, "x");
    expect(answer?.ok).toBeUndefined();
    expect(answer?.said).toMatch(/Failed to connect|refused/i);
    expect(answer?.said).not.toContain("hidden");
  });

  it("leaves to Grafana what only Grafana can try", async () => {
    const url = { url: secret(server.url) };
    for (const one of [receiver("slack", url), receiver("dingtalk", url, { relay: "dingtalk-0" })])
      expect(await services().ask(one, "x")).toBeUndefined();
    expect(calls).toEqual([]);
  });

  it("asks a webhook nothing but where its address leads, without a message", async () => {
    const one = receiver("webhook", { url: secret(`${server.url}/hook?key=hidden`) });
    expect(await services().ask(one, "x")).toBeUndefined();
    expect(server.got.map(({ method, body }) => [method, body])).toEqual([["HEAD", ""]]);
    server.answer = () => ({ status: 302, body: "", location: "https://login.example.com/hidden?to=hook" });
    const redirect = "redirects to https://login.example.com (path hidden)";
    expect(await services().ask(one, "x")).toEqual({ said: redirect, redirect });
    // A POST stays a POST there.
    server.answer = () => ({ status: 308, body: "", location: "https://example.com/hook" });
    expect(await services().ask(one, "x")).toBeUndefined();
  });

  it.each([
    ["wecom", 301, "/login", "redirects to http://127.0.0.1"],
    ["dingtalk", 302, "https://sso.example.com/x", "redirects to https://sso.example.com (path hidden)"],
    ["dingtalk", 500, undefined, "HTTP 500, and none of the service's answers"],
    ["feishu", 404, undefined, "HTTP 404, and none of the service's answers"],
  ] as const)("says of %s that answers %i what it is", async (type, status, location, said) => {
    server.answer = () => ({ status, body: "<html>", location });
    const one = receiver(type, { url: secret(server.url) });
    expect(await services().ask(one, "x")).toEqual({
      ...{ ok: false, said: expect.stringContaining(said) },
    });
  });

  it("waits for one that hangs no longer than its time", async () => {
    server.answer = () => undefined;
    const one = receiver("wecom", { url: secret(server.url) });
    expect(await services(undefined, 1).ask(one, "x")).toEqual({
      said: "no answer within 1 s",
    });
  });

  it("logs in to the mail server, and tells what that says of a wrong password", async () => {
    const mail = new SMTPServer({
      disabledCommands: ["STARTTLS"],
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, done) =>
        password === "right" ? done(null, { user: username }) : done(new Error("no such login")),
    });
    await new Promise<void>((resolve) => mail.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(mail.server.address() as AddressInfo).port}`;
    const smtp = (password: string, tls: Smtp["tls"]): Smtp => ({
      ...{ host, from: "a@example.com", user: "ann", password: secret(password), tls },
    });
    const answer = (password: string, tls: Smtp["tls"] = "NoStartTLS") =>
      services(smtp(password, tls)).ask(anyReceiver("email"), "x");
    expect(await answer("right")).toEqual({ ok: true, said: "takes the login of ann" });
    expect(await answer("wrong")).toEqual({ ok: false, said: expect.stringContaining("535 no such login") });
    expect((await answer("right", "MandatoryStartTLS"))?.ok).toBe(false);
    await new Promise<void>((resolve) => mail.close(resolve));
  });
});

describe("Grafana's own path", () => {
  const wanted = "https://wecom.example.com/2";
  const known = [
    {
      name: "DeepChat critical",
      wecoms: [
        { uid: "b", url: "https://wecom.example.com/1" },
        { uid: "a", url: wanted },
      ],
    },
  ];
  const one = receiver("wecom", { url: secret(wanted) });
  const integrations = ["b", "a"].map((uid) => ({
    uid,
    type: "wecom",
    settings: {},
    secureFields: { url: true },
  }));
  const send = (list = known) =>
    new GrafanaReceivers(new GrafanaApi(`${server.url}/`, "p"), list).send(one, { alertname: "T" }, "text");

  it("tests the very integration, told by what Pulumi noted of it, on Grafana 13", async () => {
    let looks = 0;
    server.answer = (path) => {
      if (path.endsWith("grafana.app")) return { body: { preferredVersion: { version: "v1beta1" } } };
      if (path.endsWith("/receivers"))
        return {
          body: {
            items: [{ metadata: { name: "id1" }, spec: { title: "DeepChat critical", integrations } }],
          },
        };
      if (path.endsWith("/v2/status")) return { body: looks++ > 0 ? { receivers: integrations } : {} };
      return { body: { status: "failure", error: "connection refused" } };
    };
    expect(await send()).toEqual({ ok: false, said: "connection refused" });
    // Not before Grafana uses it.
    expect(looks).toBe(2);
    const test = server.got.at(-1);
    expect(test?.path).toContain("/v1beta1/namespaces/default/receivers/id1/test");
    expect(JSON.parse(test?.body ?? "{}")).toMatchObject({
      integration: { uid: "a" },
      alert: { labels: { alertname: "T" }, annotations: { summary: "text" } },
    });
  });

  it("uses the older interface where there is no other", async () => {
    server.answer = (path) => {
      if (path.endsWith("contact-points"))
        return { body: integrations.map((entry) => ({ ...entry, name: "DeepChat critical" })) };
      if (path.endsWith("receivers/test"))
        return { body: { receivers: [{ grafana_managed_receiver_configs: [{ status: "ok" }] }] } };
      return { status: 404, body: "" };
    };
    expect(await send()).toEqual({ ok: true, said: "sent" });
    expect(server.got.at(-1)?.body).toContain('"uid":"a"');
  });

  it("says what to do when Grafana does not have it", async () => {
    server.answer = () => ({ status: 404, body: "" });
    expect(await send([])).toEqual({ said: "Grafana does not know it yet: npm run up" });
  });
});

describe("the verdict", () => {
  const config = (one: Receiver) =>
    ({
      stack: "lab",
      hostName: "h",
      grafana: { language: "en" },
      content: { notifications: { receivers: [one] } },
    }) as unknown as ServerConfig;
  const ok = { ok: true, said: "0 ok" };
  const no = { ok: false, said: "no" };
  const cannot = { said: "no answer" };

  it.each([
    ["wecom", ok, ok, "delivered"],
    ["wecom", no, ok, "refused"],
    ["wecom", ok, no, "refused"],
    // HTTP 200 alone proves nothing there.
    ["wecom", cannot, ok, "unknown"],
    ["dingtalk", cannot, ok, "unknown"],
    ["feishu", cannot, ok, "unknown"],
    ["webhook", undefined, ok, "delivered"],
    ["webhook", undefined, no, "refused"],
    ["slack", undefined, cannot, "unknown"],
    ["email", ok, no, "refused"],
    ["telegram", no, no, "refused"],
  ] as const)("%s, service %j, Grafana %j: %s", async (type, asked, sent, state) => {
    const texts: string[] = [];
    const test = new AlertTest(
      config(anyReceiver(type)),
      { ask: async (_, text) => (texts.push(text), asked) },
      { send: async (_, __, text) => (texts.push(text), sent) },
    );
    const [outcome] = await test.all("abc123");
    expect(outcome).toMatchObject({ what: `receivers[0] (${type})`, state });
    for (const text of texts) expect(text).toContain("abc123");
  });

  const through = (type: "wecom" | "webhook", url: string, patience: number, relay?: string) =>
    new AlertTest(
      config(receiver(type, { url: secret(url) }, { relay })),
      { ask: async () => undefined },
      new GrafanaReceivers(new GrafanaApi(`${server.url}/`, "p", patience), [
        { name: "DeepChat critical", [type === "wecom" ? "wecoms" : "webhooks"]: [{ uid: "a", url }] },
      ]),
    );
  /** A Grafana with one receiver, whose test ends like this. */
  const grafana = (test: ReturnType<Server["answer"]>) => (path: string) => {
    if (path.endsWith("contact-points"))
      return { body: [{ uid: "a", type: "webhook", name: "DeepChat critical", settings: {} }] };
    return path.endsWith("receivers/test") ? test : { status: 404, body: "" };
  };

  it("has a line for each receiver, whatever becomes of the others", async () => {
    const types = ["wecom", "webhook", "telegram", "email"] as const;
    const all = types.map((type, i) => anyReceiver(type, { key: `receivers[${i}]` }));
    const test = new AlertTest(
      {
        ...config(all[0] as Receiver),
        content: { notifications: { receivers: all } },
      } as unknown as ServerConfig,
      {
        ask: async ({ type }) => {
          if (type === "telegram") throw new Error("docker is gone");
          return undefined;
        },
      },
      {
        send: async ({ type }) => {
          if (type === "wecom") throw new DOMException("aborted due to timeout", "TimeoutError");
          if (type === "webhook") throw new TypeError("fetch failed", { cause: { code: "ECONNRESET" } });
          return ok;
        },
      },
    );
    expect((await test.all("m")).map(({ what, state, found }) => [what, state, found])).toEqual([
      ["receivers[0] (wecom)", "refused", "Grafana's message failed: no answer within 20 s"],
      ["receivers[1] (webhook)", "unknown", "fetch failed: ECONNRESET"],
      ["receivers[2] (telegram)", "delivered", "Grafana's message was taken"],
      ["receivers[3] (email)", "delivered", "Grafana's message was taken"],
    ]);
  });

  it("does not wait for ever for a Grafana that waits for a receiver that hangs", async () => {
    server.answer = grafana(undefined);
    expect(await through("webhook", "https://hook.example.com/x", 300).all("m")).toMatchObject([
      {
        state: "refused",
        found: expect.stringContaining("no answer within"),
        hint: expect.stringContaining("reach"),
      },
    ]);
  });

  it("says the relay's and the service's words, which Grafana has in the status line", async () => {
    const words = "wecom refused the message: 93000 invalid webhook url";
    // Grafana 13 has them once more, from the body.
    const error = `webhook response status 400 ${words}: ${words}`;
    server.answer = grafana({
      body: { receivers: [{ grafana_managed_receiver_configs: [{ status: "failed", error }] }] },
    });
    const [outcome] = await through("wecom", "http://relay:8080/wecom", 5000, "wecom").all("m");
    expect(outcome).toMatchObject({
      ...{ state: "refused", found: `Grafana's message failed: webhook response status 400 ${words}` },
      hint: expect.stringMatching(/the bot's URL is wrong .* config set --stack lab --secret /),
    });
  });

  it.each([
    // A redirect, whatever Grafana met at its end.
    [
      { said: "redirects to https://x.example.com (path hidden)" },
      no,
      "refused",
      "redirects to https://x.example.com",
    ],
    [
      { said: "redirects to https://x.example.com (path hidden)" },
      ok,
      "unknown",
      "redirects to https://x.example.com",
    ],
  ])("tells a redirect: %j, Grafana %j: %s", async (asked, sent, state, found) => {
    const test = new AlertTest(
      config(anyReceiver("webhook")),
      { ask: async () => ({ ...asked, redirect: asked.said }) },
      { send: async () => (sent.ok ? sent : { ok: false, said: "webhook response status 404 Not Found" }) },
    );
    const [outcome] = await test.all("m");
    expect(outcome).toMatchObject({
      ...{ state, found: expect.stringContaining(found) },
      hint: expect.stringContaining("set the address it leads to"),
    });
    expect(outcome?.found).not.toContain("404");
  });
});

describe("hints", () => {
  it.each(rows.flatMap(({ type, hints }) => hints.map(([said, hint]) => [type, said, hint] as const)))(
    "%s, %s: %s",
    (type, said, hint) => {
      expect(hintFor({ type, key: "receivers[0]" }, said, "lab")).toContain(hint);
    },
  );

  it.each([
    ["dingtalk", "HTTP 500, and none of the service's answers"],
    ["dingtalk", "no answer within 20 s"],
    ["dingtalk", "400105 unsupported msgtype"],
    ["feishu", "9499 Bad Request"],
  ] as const)("gives no advice about signatures to %s that says %s", (type, said) => {
    expect(hintFor({ type, key: "receivers[0]" }, said, "lab") ?? "").not.toMatch(/sign/i);
  });
});
