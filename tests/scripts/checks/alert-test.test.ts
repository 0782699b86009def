import type { ServerConfig } from "../../../components/config/stack";
import { type Receiver } from "../../../components/receivers";
import { AlertTest } from "../../../scripts/checks/alert-test";
import { GrafanaReceivers } from "../../../scripts/checks/grafana-receivers";
import { GrafanaApi } from "../../../scripts/grafana/api";
import { anyReceiver, receiver } from "../../support/receivers";
import { secret, Server } from "../../support/service-server";

let server: Server;

beforeEach(async () => {
  server = await new Server().start();
});

afterEach(() => server.stop());

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
    // Alerts go before it; it arrives later.
    ["dingtalk", undefined, { ok: false, said: "503 dingtalk: waits for its turn (rate limit)" }, "unknown"],
  ] as const)("%s, service %j, Grafana %j: %s", async (type, asked, sent, state) => {
    const texts: string[] = [];
    const test = new AlertTest(
      config(anyReceiver(type)),
      { ask: (_, text) => (texts.push(text), Promise.resolve(asked)) },
      { send: (_, __, text) => (texts.push(text), Promise.resolve(sent)) },
    );
    const [outcome] = await test.all("abc123");
    expect(outcome).toMatchObject({ what: `receivers[0] (${type})`, state });
    for (const text of texts) expect(text).toContain("abc123");
  });

  const through = (type: "wecom" | "webhook", url: string, patience: number, relay?: string) =>
    new AlertTest(
      config(receiver(type, { url: secret(url) }, { relay })),
      { ask: () => Promise.resolve(undefined) },
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
        ask: ({ type }) =>
          type === "telegram" ? Promise.reject(new Error("docker is gone")) : Promise.resolve(undefined),
      },
      {
        send: ({ type }) => {
          if (type === "wecom")
            return Promise.reject(new DOMException("aborted due to timeout", "TimeoutError"));
          if (type === "webhook")
            return Promise.reject(new TypeError("fetch failed", { cause: { code: "ECONNRESET" } }));
          return Promise.resolve(ok);
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
        found: expect.stringContaining("no answer within") as unknown,
        hint: expect.stringContaining("reach") as unknown,
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
      hint: expect.stringMatching(/the bot's URL is wrong .* config set --stack lab --secret /) as unknown,
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
      { ask: () => Promise.resolve({ ...asked, redirect: asked.said }) },
      {
        send: () =>
          Promise.resolve(sent.ok ? sent : { ok: false, said: "webhook response status 404 Not Found" }),
      },
    );
    const [outcome] = await test.all("m");
    expect(outcome).toMatchObject({
      ...{ state, found: expect.stringContaining(found) as unknown },
      hint: expect.stringContaining("set the address it leads to") as unknown,
    });
    expect(outcome?.found).not.toContain("404");
  });
});
