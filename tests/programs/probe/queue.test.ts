import { type Handler, ollama, Probe, stopAll } from "../../support/probe";
import { IMPATIENT, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

const metrics = `# HELP ollama_requests_queued Number of requests waiting for a model runner.
# TYPE ollama_requests_queued gauge
ollama_requests_queued 3
ollama_queue_capacity 512
`;

describe("Ollama's queue", () => {
  it("is what its metrics say", async () => {
    const { url } = await ollama({ "/metrics": metrics });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    expect(await probe.line("queue")).toEqual({ probe: "queue", waiting: 3, capacity: 512 });
  });

  it.each<[string, string | Handler]>([
    ["has none", status(404)],
    ["has others", "go_goroutines 8\n"],
  ])("of one that %s is no line, and asked for once", async (_, answer) => {
    const server = await ollama({ "/metrics": answer });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: server.url });
    await probe.line("ollama", 4);
    expect(probe.of("queue")).toEqual([]);
    expect(server.requests.filter(({ url }) => url === "/metrics")).toHaveLength(1);
  });

  it("of one that is down is not asked for, and anew once it is back", async () => {
    let version: Handler = status(500);
    const server = await ollama({
      "/api/version": (request, response) => version(request, response),
      "/metrics": metrics,
    });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: server.url });
    await probe.line("ollama", 2);
    expect(server.requests.filter(({ url }) => url === "/metrics")).toEqual([]);
    version = status(200, '{"version":"1"}');
    expect(await probe.line("queue")).toMatchObject({ waiting: 3 });
  });
});
