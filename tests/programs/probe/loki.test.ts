import { Probe, serve, stopAll } from "../../support/probe";
import { flood, ONE_ROUND } from "../../support/probe-targets";

jest.setTimeout(25_000);

afterEach(stopAll);

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
