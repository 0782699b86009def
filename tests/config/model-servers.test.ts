import { probeEnvironment } from "../../components/containers/probe";
import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

const vllm = { name: "big", url: "http://127.0.0.1:8000" };

describe("model servers", () => {
  it("reach the probe with a kind, also without Ollama and a web UI", async () => {
    const lm = { name: "lm", url: "http://gpu-2:1234/", kind: "lmstudio" };
    const { probe } = await configWith({ modelServers: [vllm, lm], ollamaUrl: "", webuiUrl: "" });
    const { MODEL_SERVERS = "" } = probeEnvironment(probe);
    expect(JSON.parse(MODEL_SERVERS)).toEqual([{ ...vllm, kind: "auto" }, lm]);
  });

  it("are no setting of the probe's where there is none: it stays as it is", async () => {
    const { probe } = await configWith({});
    expect(probeEnvironment(probe)).not.toHaveProperty("MODEL_SERVERS");
  });

  it.each([
    [{ name: "big" }, "modelServers[0].url is not set; allowed: an http:// or https:// URL"],
    [{ url: "http://a" }, "modelServers[0].name is not set; allowed: 1 to 63 letters"],
    [{ ...vllm, name: "two words" }, 'modelServers[0].name is "two words"'],
    [{ ...vllm, url: "http://127.0.0.1:8000/v1" }, "the server's base URL without /v1"],
    [{ ...vllm, url: "http://u:hunter2@a" }, "without user, password and query"],
    [{ ...vllm, kind: "tgi" }, "one of auto, vllm, sglang, llama-server, xinference, lmstudio"],
    [{ ...vllm, knid: "vllm" }, "Did you mean kind?"],
  ])("refuses %j", async (entry, told) => {
    const message = await mistakes({ modelServers: [entry] });
    expect(message).toContain("has 1 mistake(s)");
    expect(message).toContain(told);
    expect(message).not.toContain("hunter2");
  });

  it("refuses a name twice: alerts tell them apart by it", async () => {
    expect(await mistakes({ modelServers: [vllm, vllm] })).toContain(
      'modelServers[1].name is "big", the same as modelServers[0].name; allowed: a name of its own',
    );
  });
});
