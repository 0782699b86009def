import { fixturePath, Probe, serve, serveTls, stopAll } from "../../support/probe";
import { flood, IMPATIENT, ONE_ROUND, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

describe("DeepChat", () => {
  it.each([200, 302, 401, 404])("is up when it answers %i", async (code) => {
    const web = await serve(status(code, "", { Location: "http://127.0.0.1:1/" }));
    const probe = new Probe({ ...ONE_ROUND, DEEPCHAT_URL: `${web.url}/health?deep=1` });
    expect(await probe.line("deepchat")).toMatchObject({ up: 1, status_code: code });
    expect(web.requests.map((request) => `${request.method} ${request.url}`)).toEqual([
      "HEAD /health?deep=1",
    ]);
  });

  it.each([500, 503])("is down when it answers %i", async (code) => {
    const web = await serve(status(code));
    const probe = new Probe({ ...ONE_ROUND, DEEPCHAT_URL: web.url });
    const failed = { up: 0, status_code: code, error: `HTTP ${code}` };
    expect(await probe.line("deepchat")).toEqual({ probe: "deepchat", ...failed });
  });

  it.each([
    [405, 200, 1],
    [501, 200, 1],
    [405, 503, 0],
    [405, 405, 1],
  ])("that answers %i to HEAD and %i to GET has up %i", async (head, get, up) => {
    const web = await serve((request, response) => {
      response.writeHead(request.method === "HEAD" ? head : get).end();
    });
    const probe = new Probe({ ...IMPATIENT, DEEPCHAT_URL: web.url });
    expect(await probe.line("deepchat", 2)).toMatchObject({ up, status_code: get });
    expect(web.requests.slice(0, 3).map((request) => request.method)).toEqual(["HEAD", "GET", "GET"]);
  });

  it("is up when its page is larger than anybody wants to read", async () => {
    const web = await serve((request, response) => {
      if (request.method === "HEAD") return response.writeHead(405).end();
      flood(request, response);
    });
    const probe = new Probe({ ...ONE_ROUND, DEEPCHAT_URL: web.url });
    expect(await probe.line("deepchat")).toMatchObject({ up: 1, status_code: 200 });
  });

  it("on https is down with a certificate nobody vouches for, and up once somebody does", async () => {
    const web = await serveTls(status(200));
    const plain = await serve(status(200));
    const env = { ...ONE_ROUND, DEEPCHAT_URL: web.url };
    const distrusting = new Probe(env);
    const trusting = new Probe({ ...env, NODE_EXTRA_CA_CERTS: fixturePath("tls/localhost.crt") });
    const mistaken = new Probe({ ...env, DEEPCHAT_URL: plain.url.replace("http", "https") });
    expect(await distrusting.line("deepchat")).toMatchObject({
      up: 0,
      error: "TLS: self-signed certificate",
    });
    expect(await trusting.line("deepchat")).toMatchObject({ up: 1, status_code: 200 });
    expect(await mistaken.line("deepchat")).toMatchObject({
      up: 0,
      error: expect.stringMatching(/^TLS: /) as unknown,
    });
  });
});
