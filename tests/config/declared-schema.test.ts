import { loadConfig } from "../../components/config";
import { ConfigReader } from "../../components/config/reader";
import { project } from "../../scripts/offline/project";
import { configWith } from "../support/config";

describe("the declared schema", () => {
  const { config } = project();

  // Whatever the others say: a key that only some stacks ask for would be unknown to all others.
  it.each([
    {},
    { role: "agent", lokiUrl: "https://loki.example.com" },
    { collectorAgent: "alloy", dockerHost: "ssh://gpu-1", logTimeZone: "UTC", grafanaUrl: "http://g" },
    { ollamaUrl: "", webuiLogFiles: [], smtpHost: "smtp.example.com:25", smtpFrom: "a@example.com" },
  ])("declares exactly the keys the program asks for with %j", async (changes) => {
    await configWith(changes);
    const reader = new ConfigReader(project().name);
    loadConfig(reader);
    expect([...reader.keys].sort()).toEqual(Object.keys(config).sort());
  });

  it("gives every key a type, a description and a default: without one the CLI calls it missing", () => {
    for (const [key, declared] of Object.entries(config)) {
      expect([key, declared.type]).toEqual([key, expect.stringMatching(/^(string|integer|boolean|array)$/)]);
      expect([key, declared.description]).toEqual([key, expect.stringMatching(/\.$/)]);
      expect([key, declared.default]).not.toEqual([key, undefined]);
    }
  });
});
