import { spawn } from "node:child_process";
import * as http from "node:http";
import type { AddressInfo } from "node:net";

import * as pulumi from "@pulumi/pulumi";
import { SMTPServer } from "smtp-server";

import type { Receiver, Smtp, StackConfig } from "../components/stack-config";
import { AlertTest } from "../scripts/support/alert-test";
import type { Docker } from "../scripts/support/docker";
import { GrafanaApi } from "../scripts/support/grafana-api";
import { GrafanaReceivers } from "../scripts/support/grafana-receivers";
import { NotificationServices } from "../scripts/support/notification-services";

/** A server that answers as it is told, and keeps what it got. */
class Server {
  answer: (path: string) => { status?: number; body: unknown } = () => ({ body: {} });
  readonly got: { path: string; body: string; authorization?: string }[] = [];
  readonly server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const path = request.url ?? "";
      this.got.push({ path, body, authorization: request.headers.authorization });
      const { status = 200, body: said } = this.answer(path);
      response.writeHead(status).end(typeof said === "string" ? said : JSON.stringify(said));
    });
  });
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

// curl here stands where it stands in Grafana's container. Not in this process's thread: it would wait for itself.
const here = (calls: { command: string[]; input: string }[]): Docker =>
  ({
    exec: (_: string, command: string[], input: string) => {
      calls.push({ command, input });
      return run(command, input);
    },
  }) as unknown as Docker;

let results: Map<string, { status: number | null; stdout: string; stderr: string }>;
function run(command: string[], input: string) {
  return results.get(input) ?? ask(command, input);
}
/** Remembers a question whose answer has to be awaited, then the asker is asked again. */
class Pending extends Error {
  constructor(readonly answer: Promise<void>) {
    super("pending");
  }
}
function ask(command: string[], input: string): never {
  const [program = "", ...args] = command;
  const child = spawn(program, args);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  child.stdin.end(input);
  throw new Pending(
    new Promise((resolve) =>
      child.once("close", (status) => {
        results.set(input, { status, stdout, stderr });
        resolve();
      }),
    ),
  );
}
async function settled<T>(question: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof Pending)) throw error;
      await error.answer;
    }
  }
}

const secret = (value: string) => pulumi.secret(value);
const receiver = (type: Receiver["type"], changes: Partial<Receiver> = {}): Receiver => ({
  ...{ key: "receivers[0]", type, severities: ["critical"], addresses: [] },
  ...{ settings: {}, secrets: {}, headers: {} },
  ...changes,
});

let server: Server;
const calls: { command: string[]; input: string }[] = [];
beforeEach(async () => {
  results = new Map();
  calls.length = 0;
  server = new Server();
  await new Promise<void>((resolve) => server.server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  server.server.closeAllConnections();
  await new Promise((resolve) => server.server.close(resolve));
});

describe("asking the service itself", () => {
  const services = (smtp?: Smtp) => new NotificationServices(here(calls), smtp);

  it.each([
    ["wecom", { errcode: 0, errmsg: "ok" }, { ok: true, said: "0 ok" }],
    [
      "wecom",
      { errcode: 93000, errmsg: "invalid webhook url" },
      { ok: false, said: "93000 invalid webhook url" },
    ],
    [
      "wecom",
      { errcode: 45009, errmsg: "api freq out of limit" },
      { ok: false, said: "45009 api freq out of limit" },
    ],
    ["dingtalk", { errcode: 310000, errmsg: "sign not match" }, { ok: false, said: "310000 sign not match" }],
    ["feishu", { code: 0, msg: "success" }, { ok: true, said: "0 success" }],
    ["feishu", { code: 19021, msg: "sign match fail" }, { ok: false, said: "19021 sign match fail" }],
    ["feishu", "<html>", { ok: false, said: "HTTP 200, and none of the service's answers" }],
  ] as const)("reads what %s says: %j", async (type, body, expected) => {
    server.answer = () => ({ body });
    const url = `${server.url}/hook?key=hidden`;
    const one = receiver(type, { secrets: { url: secret(url) } });
    expect(await settled(() => services().ask(one, 'say "天\n气"'))).toEqual(expected);
    expect(server.got[0]?.body).toContain('say \\"天\\n气\\"');
    // Nothing secret where a process list would show it.
    for (const { command } of calls) expect(command.join(" ")).not.toContain("hidden");
  });

  it("says that nobody answers, without the address", async () => {
    const one = receiver("wecom", { secrets: { url: secret("http://127.0.0.1:9/?key=hidden") } });
    const answer = await settled(() => services().ask(one, "x"));
    expect(answer?.ok).toBeUndefined();
    expect(answer?.said).toMatch(/Failed to connect|refused/i);
    expect(answer?.said).not.toContain("hidden");
  });

  it("leaves to Grafana what only Grafana can try", async () => {
    const url = { url: secret(server.url) };
    for (const one of [
      receiver("webhook", { secrets: url }),
      receiver("slack", { secrets: url }),
      receiver("dingtalk", { secrets: url, relay: "dingtalk-0" }),
    ])
      expect(await services().ask(one, "x")).toBeUndefined();
    expect(calls).toEqual([]);
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
      settled(() => services(smtp(password, tls)).ask(receiver("email"), "x"));
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
  const one = receiver("wecom", { secrets: { url: secret(wanted) } });
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
      hostName: "h",
      grafana: { language: "en" },
      notifications: { receivers: [one] },
    }) as unknown as StackConfig;
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
      config(receiver(type)),
      { ask: async (_, text) => (texts.push(text), asked) },
      { send: async (_, __, text) => (texts.push(text), sent) },
    );
    const [outcome] = await test.all("abc123");
    expect(outcome).toMatchObject({ what: `receivers[0] (${type})`, state });
    if (state !== "delivered") expect(outcome?.hint?.length).toBeGreaterThan(10);
    for (const text of texts) expect(text).toContain("abc123");
  });
});
