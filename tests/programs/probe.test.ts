import type http from "node:http";
import type { Socket } from "node:net";

import {
  closedPort,
  type Env,
  fixture,
  fixturePath,
  type Handler,
  type Line,
  ollama,
  Probe,
  serve,
  serveRaw,
  serveTls,
  stopAll,
} from "../support/probe";

// One round is enough for most tests, and no machine is so busy that a loopback answer takes this long.
const ONE_ROUND = { PROBE_INTERVAL: "1m", PROBE_TIMEOUT: "10s" };
// For targets that never answer.
const IMPATIENT = { PROBE_INTERVAL: "400ms", PROBE_TIMEOUT: "200ms" };
const GO_DURATION = /^\d+\.\d(ms)$/;

const hang: Handler = () => undefined;
const status =
  (code: number, body = "", headers: http.OutgoingHttpHeaders = {}): Handler =>
  (_, response) =>
    response.writeHead(code, headers).end(body);

function milliseconds(line: Line, field = "duration"): number {
  return Number.parseFloat(String(line[field]));
}

jest.setTimeout(25_000);
afterEach(stopAll);

describe("a round", () => {
  it("says exactly one line a target, and one a loaded model", async () => {
    const { url } = await ollama();
    const web = await serve(status(200));
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, DEEPCHAT_URL: web.url });
    await probe.until(() => probe.lines.length >= 5, "complete round");

    expect(await probe.line("ollama")).toEqual({
      probe: "ollama",
      up: 1,
      status_code: 200,
      duration: expect.stringMatching(GO_DURATION),
      version: "0.33.0-rc",
    });
    expect(await probe.line("deepchat")).toEqual({
      probe: "deepchat",
      up: 1,
      status_code: 200,
      duration: expect.stringMatching(GO_DURATION),
    });
    expect(probe.of("models")).toEqual([{ probe: "models", loaded: 2 }]);
    expect(probe.of("model")).toEqual([
      {
        probe: "model",
        model: "tiny:latest",
        size: 7612661,
        size_vram: 0,
        gpu_share: 0,
        context_length: 4096,
        expires_at: "2026-11-22T20:01:06.714807796Z",
        expires_in_s: 0,
        parameter_size: "131K",
        quantization: "F16",
      },
      expect.objectContaining({ model: "embed:latest", size: 13956546, context_length: 2048 }),
    ]);
    expect(probe.lines).toHaveLength(5);
  });

  it("asks each target once and leaves no connection behind, round after round", async () => {
    const server = await ollama();
    const web = await serve(status(200));
    const probe = new Probe({
      OLLAMA_URL: server.url,
      DEEPCHAT_URL: web.url,
      PROBE_INTERVAL: "100ms",
      PROBE_TIMEOUT: "90ms",
    });
    await probe.line("models", 20);
    probe.signal("SIGTERM");
    await probe.exited();

    const counts = ["ollama", "models", "deepchat"].map((target) => probe.of(target).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
    for (const path of ["/api/version", "/api/ps"]) {
      const asked = server.requests.filter((request) => request.url === path);
      expect(Math.abs(asked.length - Math.max(...counts))).toBeLessThanOrEqual(1);
      expect(new Set(asked.map((request) => request.headers.connection))).toEqual(new Set(["close"]));
    }
    expect(new Set(web.requests.map((request) => request.method))).toEqual(new Set(["HEAD"]));
  });

  it("does not let a hanging target delay the others or the next round", async () => {
    const server = await ollama();
    const web = await serve(hang);
    const probe = new Probe({
      OLLAMA_URL: server.url,
      DEEPCHAT_URL: web.url,
      PROBE_INTERVAL: "600ms",
      PROBE_TIMEOUT: "500ms",
    });
    await probe.line("deepchat", 3);

    const order = probe.lines.filter((line) => line.probe !== "model").map((line) => line.probe);
    for (let round = 0; round < 3; round++) {
      expect(order.slice(3 * round, 3 * round + 2).sort()).toEqual(["models", "ollama"]);
      expect(order[3 * round + 2]).toBe("deepchat");
    }
    expect(web.connections()).toBe(3);
    expect(new Set(probe.of("ollama").map((line) => line.up))).toEqual(new Set([1]));
  });

  it("asks only the targets that have a URL", async () => {
    const web = await serve(status(200));
    const probe = new Probe({ DEEPCHAT_URL: web.url, OLLAMA_URL: "", ...IMPATIENT });
    await probe.line("deepchat", 2);
    expect(new Set(probe.lines.map((line) => line.probe))).toEqual(new Set(["deepchat"]));
  });
});

describe("a target that", () => {
  it("is slow is up, and its duration says how slow", async () => {
    const late: Handler = (_, response) => void setTimeout(() => response.end('{"version":"1"}'), 120);
    const { url } = await serve(late);
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, DEEPCHAT_URL: url });
    for (const target of ["ollama", "deepchat"]) {
      const line = await probe.line(target);
      expect(line.up).toBe(1);
      expect(milliseconds(line)).toBeGreaterThanOrEqual(119);
      expect(milliseconds(line)).toBeLessThan(10_000);
    }
  });

  it("refuses is down", async () => {
    const address = `127.0.0.1:${await closedPort()}`;
    const probe = new Probe({
      ...ONE_ROUND,
      OLLAMA_URL: `http://${address}`,
      DEEPCHAT_URL: `http://${address}`,
    });
    const error = `connect ECONNREFUSED ${address}`;
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, error });
    expect(await probe.line("deepchat")).toEqual({ probe: "deepchat", up: 0, error });
    expect(await probe.line("models")).toEqual({ probe: "models", error });
  });

  it("refuses on both addresses of localhost is named in a sentence", async () => {
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: `http://localhost:${await closedPort()}` });
    expect((await probe.line("ollama")).error).toMatch(/^(, )?connect ECONNREFUSED .*127\.0\.0\.1:\d+$/);
  });

  it("has a name nobody knows is down", async () => {
    const probe = new Probe({ ...ONE_ROUND, DEEPCHAT_URL: "http://no-such-host.invalid/" });
    expect((await probe.line("deepchat")).error).toMatch(/^getaddrinfo E\w+ no-such-host\.invalid$/);
  });

  const hangs: [string, string, () => Promise<{ url: string }>][] = [
    ["accepts and never answers", "no answer within 200ms", () => serve(hang)],
    ["accepts and never reads", "no answer within 200ms", () => serveRaw((socket) => socket.pause())],
    ["drips its headers", "no answer within 200ms", () => serveRaw(drip("HTTP/1.1 200 OK\r\nX: "))],
  ];
  it.each(hangs)("%s is down", async (_, error, server) => {
    const { url } = await server();
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url, DEEPCHAT_URL: url });
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, error });
    expect(await probe.line("deepchat")).toEqual({ probe: "deepchat", up: 0, error });
    expect(await probe.line("models")).toEqual({ probe: "models", error });
  });

  it("drips its body beyond the timeout is down, whatever its status", async () => {
    const { url } = await serveRaw(drip("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"));
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    const failed = { status_code: 200, error: "answer not complete within 200ms" };
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, ...failed });
    expect(await probe.line("models")).toEqual({ probe: "models", ...failed });
  });

  const breaks: [string, string | RegExp, (socket: Socket) => void][] = [
    ["closes at once", "connection closed without an answer", (socket) => socket.end()],
    [
      "closes its half after the request",
      "connection closed without an answer",
      afterRequest((s) => s.end()),
    ],
    ["resets the connection", "read ECONNRESET", afterRequest((socket) => socket.resetAndDestroy())],
    ["speaks no HTTP", /^not HTTP: Parse Error: Expected HTTP/, afterRequest((s) => s.end("SSH-2.0-x\r\n"))],
    [
      "sends endless headers",
      /^not HTTP: Parse Error: Header overflow/,
      afterRequest((socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(1e5)}`)),
    ],
  ];
  it.each(breaks)("%s is down", async (_, error, handler) => {
    const { url } = await serveRaw(handler);
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, DEEPCHAT_URL: url });
    const said = typeof error === "string" ? error : expect.stringMatching(error);
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, error: said });
    expect(await probe.line("deepchat")).toEqual({ probe: "deepchat", up: 0, error: said });
  });

  it("closes in the middle of its answer is down", async () => {
    const half = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n" + '{"version":"1"}';
    const { url } = await serveRaw(afterRequest((socket) => socket.end(half)));
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    const error = "connection closed in the middle of the answer";
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, status_code: 200, error });
  });

  it("closes its half after a whole answer is up", async () => {
    const whole = 'HTTP/1.1 200 OK\r\n\r\n{"version":"1"}';
    const { url } = await serveRaw(afterRequest((socket) => socket.end(whole)));
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, DEEPCHAT_URL: url });
    expect(await probe.line("ollama")).toMatchObject({ up: 1, version: "1" });
    expect(await probe.line("deepchat")).toMatchObject({ up: 1 });
  });
});

describe("Ollama", () => {
  it.each([
    ["an HTML page", "<html>not found</html>"],
    ["nothing", ""],
    ["no version", "{}"],
    ["a version that is none", '{"version":{"a":1}}'],
    ["null", "null"],
  ])("that answers %s is down, and no loaded models are made up", async (_, body) => {
    const { url } = await ollama({ "/api/version": body, "/api/ps": body });
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    const failed = { status_code: 200, error: "not JSON with a version" };
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, ...failed });
    failed.error = "not JSON with a list of models";
    expect(await probe.line("models")).toEqual({ probe: "models", ...failed });
    expect(probe.of("model")).toEqual([]);
  });

  it.each([
    [500, "", "HTTP 500"],
    [500, "{not JSON", "HTTP 500"],
    [302, "", "HTTP 302"],
    [404, "404 page not found", "HTTP 404"],
    [
      503,
      fixture("ollama-api/chat-503-busy.json"),
      "HTTP 503: server busy, please try again. maximum pending requests exceeded",
    ],
  ])("that answers %i %s is down", async (code, body, error) => {
    const answer = status(code, body, code === 302 ? { Location: "/api/elsewhere" } : {});
    const server = await ollama({ "/api/version": answer, "/api/ps": answer });
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: server.url });
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, status_code: code, error });
    expect(await probe.line("models")).toEqual({ probe: "models", status_code: code, error });
    expect(server.requests).toHaveLength(2);
  });

  it("is up when only its list of models fails", async () => {
    const { url } = await ollama({ "/api/ps": status(500, '{"error":"boom\\nand more"}') });
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    expect(await probe.line("ollama")).toMatchObject({ up: 1 });
    expect(await probe.line("models")).toEqual({
      probe: "models",
      status_code: 500,
      error: "HTTP 500: boom and more",
    });
  });

  it("with no model loaded says zero", async () => {
    const { url } = await ollama({ "/api/ps": fixture("ollama-api/ps-before-load.json") });
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    expect(await probe.line("models")).toEqual({ probe: "models", loaded: 0 });
    expect(probe.of("model")).toEqual([]);
  });

  it("cannot flood the log by the number or the names of its models", async () => {
    const many = Array.from({ length: 60 }, (_, index) => ({
      name: `${index}-${"\u{1F999}".repeat(300)}`,
      size: 1,
    }));
    const odd = [null, 7, { size: "big", details: "none", model: "only-model" }];
    const { url } = await ollama({ "/api/ps": JSON.stringify({ models: [...odd, ...many] }) });
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    expect(await probe.line("models")).toEqual({ probe: "models", loaded: 63, omitted: 13 });
    await probe.line("model", 50);
    expect(
      probe
        .of("model")
        .slice(0, 3)
        .map((line) => line.model),
    ).toEqual(["unknown", "unknown", "only-model"]);
    expect(Math.max(...probe.of("model").map((line) => String(line.model).length))).toBe(200);
    expect(probe.stdout).not.toMatch(/\\ud83e"/);
  });

  it("that answers without end is cut off at 128 KiB", async () => {
    const { url } = await serve(flood);
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    const failed = { status_code: 200, error: "answer larger than 128 KiB" };
    expect(await probe.line("ollama")).toEqual({ probe: "ollama", up: 0, ...failed });
    expect(await probe.line("models")).toEqual({ probe: "models", ...failed });
  });

  it("is asked below the path of its URL, with the user and password of its URL, which are never printed", async () => {
    const server = await ollama({ "/ollama/api/version": '{"version":"1"}', "/ollama/api/ps": status(401) });
    const url = server.url.replace("//", "//alice:s%40cret-word@");
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: `${url}/ollama/`, DEEPCHAT_URL: url });
    expect(await probe.line("ollama")).toMatchObject({ up: 1 });
    expect(await probe.line("models")).toMatchObject({ error: "HTTP 401" });
    await probe.line("deepchat");
    const basic = `Basic ${Buffer.from("alice:s@cret-word").toString("base64")}`;
    expect(server.requests.map((request) => request.headers.authorization)).toEqual([basic, basic, basic]);
    expect(probe.stdout + probe.stderr).not.toMatch(/alice|cret-word/);
  });
});

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
    expect(await mistaken.line("deepchat")).toMatchObject({ up: 0, error: expect.stringMatching(/^TLS: /) });
  });
});

describe("a look at Loki and Grafana", () => {
  it("survives an answer without end and without a line's end", async () => {
    const { url } = await serve(flood);
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url, LOKI_URL: url, GRAFANA_URL: url });
    const failed = { up: 0, status_code: 200, error: "not metrics" };
    expect(await probe.line("loki")).toEqual({ probe: "loki", ...failed });
    expect(await probe.line("grafana")).toEqual({ probe: "grafana", ...failed });
    expect(probe.stderr).toBe("");
  });
});

describe("the canary", () => {
  const stream = fixture("ollama-api/generate-stream.ndjson");
  const token = '{"model":"tiny","response":" one","done":false}\n';
  const thought = '{"model":"tiny","response":"","thinking":"hm","done":false}\n';
  const done =
    '{"model":"tiny","response":"","done":true,"done_reason":"length","eval_count":2,"eval_duration":4e7}\n';

  async function canary(generate: string | Handler, env: Env = {}): Promise<Line> {
    const { url } = await ollama({ "/api/generate": generate });
    return new Probe({ ...ONE_ROUND, OLLAMA_URL: url, CANARY_MODEL: "tiny", ...env }).line("canary");
  }

  it("measures the time to the first token and the speed", async () => {
    const [first, ...rest] = stream.split(/(?<=\n)/);
    const generate: Handler = (_, response) => {
      setTimeout(() => response.write(first), 100);
      setTimeout(() => response.end(rest.join("")), 200);
    };
    const line = await canary(generate);
    expect(line).toEqual({
      probe: "canary",
      model: "tiny",
      up: 1,
      status_code: 200,
      ttft: expect.stringMatching(GO_DURATION),
      load: "1.4ms",
      tokens: 15,
      tokens_per_second: 771.2, // 15 tokens in 19.451 ms, as the last line of the real stream says
    });
    expect(milliseconds(line, "ttft")).toBeGreaterThanOrEqual(99);
    expect(milliseconds(line, "ttft")).toBeLessThan(5_000);
  });

  it("reads a stream that is cut anywhere, even within a character", async () => {
    const bytes = Buffer.from(token.replace("one", "\u{1F999}") + done.trim());
    const generate: Handler = (_, response) => {
      let sent = 0;
      const next = (): void => {
        if (sent === bytes.length) return void response.end();
        response.write(bytes.subarray(sent, ++sent), () => setImmediate(next));
      };
      next();
    };
    expect(await canary(generate)).toMatchObject({ up: 1, tokens: 2, tokens_per_second: 50 });
  });

  it("takes a thought for a token", async () => {
    expect(await canary(thought + done)).toMatchObject({ up: 1, tokens: 2 });
  });

  it("is up when the tokens are not shown but counted", async () => {
    expect(await canary(done)).toMatchObject({ up: 1, tokens: 2, ttft: expect.stringMatching(GO_DURATION) });
  });

  it("is down with Ollama's own words when the stream brings an error", async () => {
    expect(await canary(token + fixture("ollama-api/killed-stream-tail.ndjson"))).toEqual({
      probe: "canary",
      model: "tiny",
      up: 0,
      status_code: 200,
      error: "an error was encountered while running the model: unexpected EOF",
    });
  });

  const cutOff: Handler = (_, response) => void response.write(token, () => response.destroy());
  const silent: Handler = (_, response) => void response.flushHeaders();
  it.each<[string, string, string | Handler, number | undefined]>([
    ["ends without a token", "stream ended without a token", "", 200],
    ["ends before it is done", "stream ended before it was done", token, 200],
    ["is done without a token", "no token generated", fixture("ollama-api/load-only.json"), 200],
    ["is cut off", "connection closed in the middle of the answer", cutOff, 200],
    ["is no JSON", "not JSON", "<html>\n</html>\n", 200],
    ["is null", "not JSON", "null\n", 200],
    ["is endless", "answer larger than 128 KiB", (request, response) => flood(request, response), 200],
    [
      "is an error of status",
      "HTTP 404: model 'nosuchmodel:7b' not found",
      status(404, fixture("ollama-api/chat-404.json")),
      404,
    ],
    ["never starts", "no answer within 300ms", hang, undefined],
    ["never goes on", "answer not complete within 300ms", silent, 200],
  ])("is down when the stream %s", async (_, error, generate, status_code) => {
    const env: Env = /300ms/.test(error) ? { CANARY_TIMEOUT: "300ms" } : {};
    const failed = status_code ? { status_code, error } : { error };
    expect(await canary(generate, env)).toEqual({ probe: "canary", model: "tiny", up: 0, ...failed });
  });

  it("asks for few tokens and for the context length that is loaded, so that nothing is loaded anew", async () => {
    const asked: Record<string, unknown>[] = [];
    const generate: Handler = (request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => response.end(stream, () => asked.push(JSON.parse(body) as (typeof asked)[0])));
    };
    const { url } = await ollama({ "/api/generate": generate });
    const env = { ...ONE_ROUND, OLLAMA_URL: url, CANARY_INTERVAL: "200ms", CANARY_TIMEOUT: "190ms" };
    await new Probe({ ...env, CANARY_MODEL: "embed" }).line("canary", 2);
    await new Probe({ ...env, CANARY_MODEL: "not-loaded:7b" }).line("canary");
    expect(asked[1]).toMatchObject({ model: "embed", options: { num_predict: 16, num_ctx: 2048 } });
    const other = asked.find((request) => request.model !== "embed");
    expect(other).toMatchObject({ model: "not-loaded:7b", options: { num_predict: 16 } });
    expect(other).not.toHaveProperty("options.num_ctx");
  });

  it("does not delay the rounds, and is not asked twice at a time", async () => {
    const server = await ollama({ "/api/generate": hang });
    const env = {
      OLLAMA_URL: server.url,
      PROBE_INTERVAL: "100ms",
      PROBE_TIMEOUT: "90ms",
      CANARY_MODEL: "tiny",
    };
    const probe = new Probe({ ...env, CANARY_INTERVAL: "600ms", CANARY_TIMEOUT: "590ms" });
    await probe.line("canary", 2);
    expect(probe.of("ollama").length).toBeGreaterThanOrEqual(6);
    const asked = server.requests.filter((request) => request.url === "/api/generate").length;
    expect(asked - probe.of("canary").length).toBeLessThanOrEqual(1);
  });
});

describe("the process", () => {
  it.each(["SIGTERM", "SIGINT"] as const)(
    "ends at once and well on %s, with answers pending",
    async (signal) => {
      const { url } = await ollama({ "/api/ps": hang });
      const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
      await probe.line("ollama");
      const before = performance.now();
      probe.signal(signal);
      expect(await probe.exited()).toEqual({ code: 0, signal: null });
      expect(performance.now() - before).toBeLessThan(1_000);
      expect(probe.stderr).toBe("");
    },
  );

  it("ends when nobody reads its lines", async () => {
    const { url } = await ollama();
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    await probe.line("ollama");
    probe.closeStdout();
    expect(await probe.exited()).toEqual({ code: 1, signal: null });
  });

  it.each([
    ["an exception", "throw new Error('boom')"],
    ["a rejection", "Promise.reject(new Error('boom'))"],
    ["a rejection without an error", "Promise.reject()"],
  ])("says so and goes on after %s", async (_, fault) => {
    const { url } = await ollama();
    const preload = `data:text/javascript,process.on("SIGUSR2", () => { ${fault} })`;
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url }, ["--import", preload]);
    await probe.line("ollama");
    probe.signal("SIGUSR2");
    expect(await probe.line("probe")).toEqual({
      probe: "probe",
      error: expect.stringMatching(/^(boom|undefined)$/),
    });
    await probe.line("ollama", probe.of("ollama").length + 2);
  });

  it("tells from the second failure in a row how long an outage lasts; an answer ends it", async () => {
    let up = false;
    const { url } = await serve((_, response) => {
      if (up) response.end('{"version":"1"}');
      else response.writeHead(500).end();
    });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    expect(await probe.line("ollama", 1)).not.toHaveProperty("down_s");
    const { down_s } = await probe.line("ollama", 4);
    expect(down_s).toBeGreaterThan(0.25);
    expect(down_s).toBeLessThan(10);
    up = true;
    let n = 4;
    while ((await probe.line("ollama", n)).up === 0) n++;
    up = false;
    while ((await probe.line("ollama", n)).up === 1) n++;
    expect(await probe.line("ollama", n)).not.toHaveProperty("down_s");
  });

  it("does not pile up name lookups on a resolver that hangs", async () => {
    const preload =
      'data:text/javascript,import dns from "node:dns"; dns.lookup = (host) => console.error(`lookup ${host}`)';
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: "http://ollama.example:11434" }, [
      "--import",
      preload,
    ]);
    expect(await probe.line("ollama", 3)).toMatchObject({ up: 0, error: "no answer within 200ms" });
    expect(probe.stderr).toBe("lookup ollama.example\n");
  });

  it("stays within 60 MiB over many rounds", async () => {
    const { url } = await ollama();
    const web = await serve(status(200));
    const probe = new Probe({
      OLLAMA_URL: url,
      DEEPCHAT_URL: web.url,
      PROBE_INTERVAL: "20ms",
      PROBE_TIMEOUT: "19ms",
    });
    await probe.line("deepchat", 100);
    const early = probe.rss();
    await probe.line("deepchat", 250);
    expect(probe.rss()).toBeLessThan(60 * 1024);
    expect(probe.rss() - early).toBeLessThan(6 * 1024);
  }, 30_000);
});

describe("--health", () => {
  it("is good while rounds begin, and bad with one line of reason once they do not", async () => {
    const { url } = await ollama({ "/api/version": hang });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    await probe.line("models");
    expect(probe.health({ PROBE_INTERVAL: "10s" })).toMatchObject({ status: 0, stderr: "" });

    probe.signal("SIGSTOP");
    let found = probe.health();
    while (found.status === 0) found = probe.health();
    expect(found.status).toBe(1);
    expect(found.stderr).toMatch(/^probe: the last round began \d+\.\ds ago, one is due every 400ms\.\n$/);

    probe.signal("SIGCONT");
    await probe.line("models", probe.of("models").length + 1);
    expect(probe.health({ PROBE_INTERVAL: "10s" }).status).toBe(0);
  });

  it.each([
    ["there is no heartbeat", "/nonexistent/heartbeat"],
    ["the heartbeat is none", __filename],
    ["the heartbeat is from before the machine's start", fixturePath("probe-heartbeat-of-a-longer-uptime")],
  ])("is bad when %s", async (_, HEARTBEAT_FILE) => {
    const { url } = await ollama();
    const probe = new Probe({ ...ONE_ROUND, OLLAMA_URL: url });
    expect(probe.health({ HEARTBEAT_FILE })).toMatchObject({
      status: 1,
      stderr: "probe: no round yet, one is due every 1m.\n",
    });
  });
});

describe("a wrong setting ends the start with one sentence and exit code 64:", () => {
  const good = { OLLAMA_URL: "http://127.0.0.1:11434", DEEPCHAT_URL: "http://127.0.0.1:8080" };
  const cases: [Env, string][] = [
    [
      { OLLAMA_URL: "", DEEPCHAT_URL: " " },
      "OLLAMA_URL and DEEPCHAT_URL are both empty; give at least one to ask.",
    ],
    [{ OLLAMA_URL: "127.0.0.1:11434" }, 'OLLAMA_URL is "127.0.0.1:11434"; use a URL such as http://'],
    [{ DEEPCHAT_URL: "ftp://x/" }, 'DEEPCHAT_URL is "ftp://x/"; use a URL such as http://'],
    [{ DEEPCHAT_URL: "htp://bob:hunter2@x/" }, 'DEEPCHAT_URL is "...@x/"; use a URL such as http://'],
    [{ PROBE_INTERVAL: "15" }, 'PROBE_INTERVAL is "15"; use a duration from 10ms to 24h, such as 15s.'],
    [{ PROBE_INTERVAL: "1 minute" }, 'PROBE_INTERVAL is "1 minute"; use a duration'],
    [{ PROBE_INTERVAL: "-5s" }, 'PROBE_INTERVAL is "-5s"; use a duration'],
    [{ PROBE_INTERVAL: "9ms" }, 'PROBE_INTERVAL is "9ms"; use a duration'],
    [{ PROBE_INTERVAL: "600h" }, 'PROBE_INTERVAL is "600h"; use a duration'],
    [{ PROBE_TIMEOUT: "soon" }, 'PROBE_TIMEOUT is "soon"; use a duration from 10ms to 24h, such as 5s.'],
    [{ PROBE_TIMEOUT: "15s" }, "PROBE_TIMEOUT (15s) must be shorter than PROBE_INTERVAL (15s)."],
    [
      { PROBE_INTERVAL: "1.5s", PROBE_TIMEOUT: "1m1s" },
      "PROBE_TIMEOUT (1m1s) must be shorter than PROBE_INTERVAL (1.5s).",
    ],
    [{ CANARY_TIMEOUT: "6m" }, "CANARY_TIMEOUT (6m) must be shorter than CANARY_INTERVAL (5m)."],
    [{ CANARY_MODEL: "tiny", OLLAMA_URL: "" }, "CANARY_MODEL needs OLLAMA_URL."],
    [
      { HEARTBEAT_FILE: "/nonexistent/x" },
      'HEARTBEAT_FILE is "/nonexistent/x", which cannot be written (ENOENT).',
    ],
  ];
  it.each(cases)("%j", async (env, sentence) => {
    const probe = new Probe({ ...good, ...env });
    expect(await probe.exited()).toEqual({ code: 64, signal: null });
    expect(probe.stderr).toContain(`probe: ${sentence}`);
    expect(probe.stderr).toMatch(/^[^\n]+\.\n$/);
    expect(probe.stdout + probe.stderr).not.toMatch(/hunter2/);
    expect(probe.stdout).toBe("");
  });
});

/** Sends a head, then one byte after the other, until the client has had enough. */
function drip(head: string): (socket: Socket) => void {
  return afterRequest((socket) => {
    socket.write(head);
    const timer = setInterval(() => socket.write("x"), 20);
    socket.on("close", () => clearInterval(timer));
  });
}

function afterRequest(act: (socket: Socket) => void): (socket: Socket) => void {
  return (socket) => void socket.once("data", () => act(socket));
}

function flood(_: http.IncomingMessage, response: http.ServerResponse): void {
  const chunk = "x".repeat(64 * 1024);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}
