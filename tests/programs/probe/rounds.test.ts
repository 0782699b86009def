import { ollama, Probe, serve, stopAll } from "../../support/probe";
import { GO_DURATION, hang, IMPATIENT, ONE_ROUND, status } from "../../support/probe-targets";

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
      duration: expect.stringMatching(GO_DURATION) as unknown,
      version: "0.33.0-rc",
    });
    expect(await probe.line("deepchat")).toEqual({
      probe: "deepchat",
      up: 1,
      status_code: 200,
      duration: expect.stringMatching(GO_DURATION) as unknown,
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
