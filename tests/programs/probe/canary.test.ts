import { type Env, fixture, type Handler, type Line, ollama, Probe, stopAll } from "../../support/probe";
import { flood, GO_DURATION, hang, milliseconds, ONE_ROUND, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

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
      ttft: expect.stringMatching(GO_DURATION) as unknown,
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
    expect(await canary(done)).toMatchObject({
      up: 1,
      tokens: 2,
      ttft: expect.stringMatching(GO_DURATION) as unknown,
    });
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
