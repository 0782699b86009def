import { ollama, Probe, serve, stopAll } from "../../support/probe";
import { hang, IMPATIENT, ONE_ROUND, status } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

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
      error: expect.stringMatching(/^(boom|undefined)$/) as unknown,
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

describe("its container's check of health", () => {
  it("is good while rounds begin, and bad with one line of reason once they do not", async () => {
    const { url } = await ollama({ "/api/version": hang });
    const probe = new Probe({ ...IMPATIENT, OLLAMA_URL: url });
    await probe.line("models");
    expect(probe.health(10)).toMatchObject({ status: 0, stdout: "" });

    probe.signal("SIGSTOP");
    let found = probe.health(0.4);
    while (found.status === 0) found = probe.health(0.4);
    expect(found.status).toBe(1);
    expect(found.stdout).toMatch(/^probe: the last round began \d+ s ago, one is due every 0\.4 s\.\n$/);

    probe.signal("SIGCONT");
    await probe.line("models", probe.of("models").length + 1);
    expect(probe.health(10).status).toBe(0);
  });
});
