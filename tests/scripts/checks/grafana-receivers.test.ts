import { GrafanaReceivers } from "../../../scripts/checks/grafana-receivers";
import { GrafanaApi } from "../../../scripts/grafana/api";
import { receiver } from "../../support/receivers";
import { secret, Server } from "../../support/service-server";

let server: Server;

const calls: { command: string[]; input: string }[] = [];

beforeEach(async () => {
  calls.length = 0;
  server = await new Server().start();
});

afterEach(() => server.stop());

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

  it.each([
    [502, "<html>bad gateway</html>", { said: "Grafana answers 502" }],
    [403, { message: "not allowed" }, { said: "Grafana answers 403 not allowed" }],
  ])(
    "calls nothing delivered or refused that Grafana itself did not do: %j",
    async (status, body, answer) => {
      server.answer = (path) => {
        if (path.endsWith("contact-points"))
          return { body: integrations.map((entry) => ({ ...entry, name: "DeepChat critical" })) };
        if (path.endsWith("receivers/test")) return { status, body };
        return { status: 404, body: "" };
      };
      expect(await send()).toEqual(answer);
    },
  );

  it("says what to do when Grafana does not have it", async () => {
    server.answer = () => ({ status: 404, body: "" });
    expect(await send([])).toEqual({ said: "Grafana does not know it yet: npm run up" });
  });
});
