import type { Socket } from "node:net";

import { closedPort, type Handler, Probe, serve, serveRaw, stopAll } from "../../support/probe";
import { hang, IMPATIENT, milliseconds, ONE_ROUND } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

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
    const said = typeof error === "string" ? error : (expect.stringMatching(error) as unknown);
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
