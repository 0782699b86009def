import { fixture, ollama, Probe, serve, stopAll } from "../../support/probe";
import { flood, ONE_ROUND, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

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
