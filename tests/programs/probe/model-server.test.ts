import { closedPort, type Handler, Probe, serve, type Server, stopAll } from "../../support/probe";
import { GO_DURATION, IMPATIENT, ONE_ROUND } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

/** A server that answers as told, path by path, and 404 elsewhere. */
function server(answers: Record<string, string | number | Handler>): Promise<Server> {
  return serve((request, response) => {
    const answer = answers[request.url ?? ""] ?? 404;
    if (typeof answer === "function") return answer(request, response);
    if (typeof answer === "number") response.writeHead(answer);
    response.end(typeof answer === "string" ? answer : "");
  });
}

const list = (owner: string, ...names: string[]) =>
  JSON.stringify({ object: "list", data: names.map((id) => ({ id, object: "model", owned_by: owner })) });

const probing = (url: string, kind?: string, settings = ONE_ROUND) =>
  new Probe({ ...settings, MODEL_SERVERS: JSON.stringify([{ name: "big", url, kind }]) });

/** Metrics of a vLLM with two processes that has given so many answers, of 2 seconds each, the first word after half a second. */
const counted = (answers: number) =>
  ["0", "1"]
    .flatMap((engine) => [
      `vllm:e2e_request_latency_seconds_bucket{engine="${engine}",le="+Inf"} ${answers / 2}`,
      `vllm:e2e_request_latency_seconds_count{engine="${engine}"} ${answers / 2}`,
      `vllm:e2e_request_latency_seconds_sum{engine="${engine}"} ${answers}`,
      `vllm:time_to_first_token_seconds_count{engine="${engine}"} ${answers / 2}`,
      `vllm:time_to_first_token_seconds_sum{engine="${engine}"} ${answers / 4}`,
    ])
    .join("\n") + "\n";

const asked = ({ requests }: Server) => requests.map(({ method, url }) => `${method} ${url}`);

describe("a model server", () => {
  it.each([
    ["vllm", "vllm"],
    ["sglang", "sglang"],
    ["llamacpp", "llama-server"],
    ["somebody", undefined],
  ])("whose models are owned by %s is of kind %s", async (owner, kind) => {
    const { url } = await server({ "/health": "", "/v1/models": list(owner, "Qwen/Qwen3-8B") });
    expect(await probing(`${url}/`).line("server")).toEqual({
      ...{ probe: "server", server: "big", kind, up: 1, status_code: 200 },
      ...{ models: 1, model: "Qwen/Qwen3-8B", duration: expect.stringMatching(GO_DURATION) as unknown },
    });
  });

  it("is asked for its models once, and for its health from then on", async () => {
    const llama = await server({ "/health": "", "/v1/models": list("llamacpp", "a", "b") });
    const probe = probing(llama.url, "auto", IMPATIENT);
    expect(await probe.line("server", 3)).toMatchObject({ up: 1, models: 2, kind: "llama-server" });
    expect(await probe.line("server", 3)).not.toHaveProperty("model");
    expect(asked(llama).slice(0, 4)).toEqual(["GET /health", "GET /v1/models", "GET /health", "GET /health"]);
  });

  it("that counts what answers take is asked for it, and told of since the last look", async () => {
    let answers = 10;
    const { url } = await server({
      ...{ "/health": "", "/v1/models": list("vllm", "a") },
      "/metrics": (_, response) => response.end(counted((answers += 4))),
    });
    const probe = probing(url, "auto", IMPATIENT);
    expect(await probe.line("server")).not.toHaveProperty("answers");
    expect(await probe.line("server", 2)).toMatchObject({ answers: 4, answer_s: 2, ttft_s: 0.5 });
  });

  it("without such metrics is asked for them once", async () => {
    const vllm = await server({ "/health": "", "/v1/models": list("vllm", "a") });
    const probe = probing(vllm.url, "auto", IMPATIENT);
    expect(await probe.line("server", 4)).not.toHaveProperty("answer_s");
    expect(asked(vllm).filter((each) => each === "GET /metrics")).toHaveLength(1);
  });

  it.each([
    ["auto", "organization_owner", "lmstudio", { "/health": "{}" }, ["GET /health"]],
    ["auto", "xinference", "xinference", {}, ["GET /health"]],
    ["xinference", "xinference", "xinference", {}, []],
  ])(
    "of kind %s that lists models of %s is asked for them each time",
    async (kind, owner, is, more, first) => {
      const target = await server({ ...more, "/v1/models": list(owner, "qwen") });
      const probe = probing(target.url, kind, IMPATIENT);
      expect(await probe.line("server", 2)).toMatchObject({ up: 1, kind: is, model: "qwen" });
      expect(asked(target).slice(0, first.length + 2)).toEqual([
        ...first,
        "GET /v1/models",
        "GET /v1/models",
      ]);
    },
  );

  it("that wants a key for its models is up", async () => {
    const { url } = await server({ "/health": "", "/v1/models": 401 });
    expect(await probing(url, "vllm").line("server")).toMatchObject({
      up: 1,
      kind: "vllm",
      status_code: 200,
    });
    const keyed = await server({ "/v1/models": 401 });
    expect(await probing(keyed.url).line("server")).toMatchObject({ up: 1, status_code: 401 });
  });

  it.each([
    ["loads its model", { "/health": loading }, "HTTP 503: Loading model", 503],
    ["has a dead engine", { "/health": 500 }, "HTTP 500", 500],
    ["is something else", {}, "HTTP 404", 404],
    ["lists nothing", { "/v1/models": "<html>" }, "not JSON with a list of models", 200],
  ])("that %s is down", async (_, answers, error, status_code) => {
    const { url } = await server(answers);
    const down = { probe: "server", server: "big", kind: "llama-server", up: 0, status_code, error };
    expect(await probing(url, "llama-server").line("server")).toEqual(down);
  });

  it("that cannot be reached is down, for as long as it lasts, beside those that can", async () => {
    const { url } = await server({ "/health": "" });
    const address = `127.0.0.1:${await closedPort()}`;
    const servers = [
      { name: "gone", url: `http://${address}` },
      { name: "here", url },
    ];
    const probe = new Probe({ ...IMPATIENT, MODEL_SERVERS: JSON.stringify(servers) });
    const of = (name: string) => probe.lines.filter((line) => line["server"] === name);
    await probe.until(() => of("gone").length > 1 && of("here").length > 0, "line of both");
    expect(of("gone")[0]).toEqual({
      ...{ probe: "server", server: "gone", up: 0, error: `connect ECONNREFUSED ${address}` },
    });
    expect(of("gone")[1]?.["down_s"]).toBeGreaterThan(0);
    expect(of("here")[0]).toMatchObject({ up: 1 });
  });

  it("that comes back is asked for its models anew", async () => {
    let health = 200;
    let model = "old";
    const vllm = await server({
      "/health": (_, response) => response.writeHead(health).end(),
      "/v1/models": (_, response) => response.end(list("vllm", model)),
    });
    const probe = probing(vllm.url, "auto", IMPATIENT);
    expect(await probe.line("server")).toMatchObject({ model: "old" });
    [health, model] = [500, "new"];
    await probe.until(() => probe.of("server").some(({ up }) => up === 0), "failure");
    expect(probe.of("server").find(({ up }) => up === 0)).toMatchObject({ kind: "vllm" });
    health = 200;
    await probe.until(() => probe.of("server").at(-1)?.["model"] === "new", "line with the new model");
  });
});

function loading(...[, response]: Parameters<Handler>): void {
  response.writeHead(503).end('{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}');
}
