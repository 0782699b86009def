import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

describe("loadConfig", () => {
  it("accepts the defaults", async () => {
    const config = await configWith({ hostName: "gpu-1" });
    expect(config).toMatchObject({
      hostName: "gpu-1",
      loki: { port: 3100, retention: 14 * 86_400 },
      collector: { host: "gpu-1", lokiUrl: "http://loki:3100" },
      probe: { interval: 15, timeout: 5 },
      content: { thresholds: { ollamaDownAfter: 120, errorThreshold: 10, errorWindow: 300 } },
      grafana: { port: 3000, rootUrl: "http://localhost:3000/" },
      backup: { keep: 7 },
    });
    expect(config.collector.external).toBeUndefined();
    expect(config.grafana?.smtp).toBeUndefined();
  });

  it("sets limits of memory by the host's size, and a key of its own goes before", async () => {
    const limits = async (changes: object) => {
      const { loki, grafana, collector } = await configWith({ hostName: "gpu-1", ...changes });
      return [loki?.memory, grafana?.memory, collector.memory].map(Number);
    };
    const [small, medium, large] = await Promise.all(
      ["small", "medium", "large"].map((size) => limits({ size })),
    );
    expect(await limits({})).toEqual(medium);
    for (const i of [0, 1, 2]) {
      expect(small?.[i]).toBeLessThan(medium?.[i] ?? 0);
      expect(medium?.[i]).toBeLessThan(large?.[i] ?? 0);
    }
    expect(await limits({ size: "small", lokiMemory: 2000 })).toEqual([2000, ...(small ?? []).slice(1)]);
    // Beside each other on a host of 2, 4 and 8 GiB, which runs other things, too.
    const sum = (numbers: number[] = []) => numbers.reduce((a, b) => a + b);
    expect(sum(small)).toBeLessThan(1.5 * 1024);
    expect(sum(medium)).toBeLessThan(2.5 * 1024);
    expect(sum(large)).toBeLessThan(5 * 1024);
  });

  it("has nothing of what does not run", async () => {
    const elsewhere = { lokiUrl: "http://loki.example.com" };
    const runs = async (changes: object) => {
      const { loki, grafana, content, relay, probe } = await configWith({ hostName: "gpu-1", ...changes });
      const { lokiPort, grafanaPort } = probe;
      const all = Object.entries({ loki, grafana, content, relay, lokiPort, grafanaPort });
      return all.flatMap(([name, part]) => (part === undefined ? [] : name));
    };
    const wecomUrl = "https://qyapi.example.com/x";
    expect(await runs({})).toEqual(["loki", "grafana", "content", "lokiPort", "grafanaPort"]);
    expect(await runs(elsewhere)).toEqual(["grafana", "content", "grafanaPort"]);
    expect(await runs({ ...elsewhere, role: "agent" })).toEqual([]);
    const { relay } = await configWith({ wecomUrl }, ["wecomUrl"]);
    expect(relay?.receivers.map(({ key }) => key)).toEqual(["wecomUrl"]);
    const agent = await configWith({ ...elsewhere, role: "agent", wecomUrl }, ["wecomUrl"]);
    expect(agent.relay).toBeUndefined();
  });

  it("takes the host label from a remote engine's address", async () => {
    expect((await configWith({ dockerHost: "ssh://ops@gpu-9:2222" })).hostName).toBe("gpu-9");
  });

  // key, value, what the message must say about what is allowed
  it.each([
    ["role", "boss", "all-in-one, agent"],
    ["language", "fr", "en, zh"],
    ["hostName", "a b", "letters, digits"],
    ["dockerHost", "gpu-1", "ssh://user@host"],
    ["lokiImage", "grafana/loki:2.9.2", "3.5 and 3.6.5 to 3.7"],
    ["lokiImage", "grafana/loki:3.6.2", "cannot report their health"],
    ["lokiImage", "grafana/loki", "version tag"],
    ["lokiImage", "grafana/loki:latest", "version tag"],
    ["promtailImage", "grafana/promtail:3.6.4", "cannot read the journal"],
    ["promtailImage", "grafana/promtail:3.7.0", "later ones do not exist"],
    ["probeImage", "node:18-alpine", "Node.js 22"],
    ["grafanaImage", "grafana/grafana-enterprise:10.2.2", "11.6 to 13"],
    ["lokiPort", "0", "from 1 to 65535"],
    ["grafanaPort", "70000", "from 1 to 65535"],
    ["grafanaPort", "3000.5", "whole number"],
    ["grafanaUrl", "grafana.example.com", "http:// or https:// URL"],
    ["lokiMemory", "10", "from 256 to 1048576, or 0: by size"],
    ["size", "huge", "small, medium, large"],
    ["retention", "1h", "from 24h to 3650d"],
    ["backupKeep", "0", "from 1 to 1000"],
    ["backupMaxAge", "1m", "from 1h to 3650d"],
    ["retention", "two weeks", "such as 72h or 14d"],
    ["webuiLogFiles", ["/home/me/*.log"], "below /var/log/"],
    ["webuiLogFiles", "not a list", "a list of texts"],
    ["webuiContainers", ["deepchat("], "regular expression"],
    ["ollamaContainers", ["^ollama"], "without ^"],
    ["ollamaUnits", ["ollama"], "ollama.service"],
    ["modelServerUnits", ["vllm"], "ollama.service"],
    ["modelServerContainers", ["^vllm"], "without ^"],
    ["modelServerLogFiles", ["/srv/vllm.log"], "below /var/log/"],
    ["ollamaUrl", "127.0.0.1:11434", "http:// or https:// URL"],
    ["probeNetwork", "no such!", "docker network ls"],
    ["hostProcesses", "read", "false, true"],
    ["ollamaModelsPath", "models", "absolute path"],
    ["ollamaModelsPath", "/data/models/", "without a slash at the end"],
    ["ollamaModelsPath", "/data/../etc", "absolute path"],
    ["ollamaModelsPath", "/data:rw", "without a colon"],
    ["ollamaModelsPath", "/", "absolute path"],
    ["collectorAgent", "fluentd", "promtail, alloy"],
    ["clientAddresses", "yes", "off, hashed, plain"],
    ["users", "true", "off, hashed, plain"],
    [
      "rulesOff",
      ["deepchat-nosuch"],
      "an alert rule of this stack: deepchat-ollama-down, deepchat-webui-down",
    ],
    ["hangAfter", "10s", "from 1m to 2h"],
    ["latencyThreshold", "0s", "from 1s"],
    ["errorShareThreshold", "100", "from 0 to 99"],
    ["diskFreeThreshold", "0", "from 1 to 99"],
    ["gpuHeldShare", "0", "from 1 to 99"],
    ["hostMemoryFree", "100", "from 1 to 99"],
    ["hostDiskFree", "0", "from 1 to 99"],
    ["blindAfter", "30s", "from 1m"],
    ["sourceSilentAfter", "1m", "from 2m"],
    ["alloyImage", "grafana/alloy:v1.9.0", "tested range (1.18)"],
    ["redactPatterns", ["(?<=x)y"], "no look-around"],
    ["redactEmails", "maybe", "false, true"],
    ["canaryModel", "a b", "ollama list"],
    ["canaryInterval", "10s", "from 1m to 24h"],
    ["probeInterval", "1s", "from 5s to 60s"],
    ["ollamaDownAfter", "10s", "from 1m to 1h"],
    ["errorThreshold", "-1", "from 0"],
    ["errorWindow", "2d", "from 1m to 1h"],
    ["smtpTls", "yes", "MandatoryStartTLS"],
    ["timeZone", "Shanghai", "IANA name"],
    ["timeZone", "Asia/shanghai", "IANA name"],
    ["repeatCritical", "1s", "from 5m to 30d"],
    ["repeatWarning", "soon", "from 5m to 30d"],
    ["heartbeatInterval", "10s", "from 1m to 24h"],
    ["grafanaAdminPassword", "short", "8 characters or more"],
  ])("refuses %s = %j", async (key, value, allowed) => {
    const message = await mistakes({ [key]: value });
    expect(message).toContain(`- ${key}`);
    expect(message).toContain(allowed);
    if (typeof value === "string" && key !== "grafanaAdminPassword" && !key.endsWith("LogFiles"))
      expect(message).toContain(JSON.stringify(value));
  });
});
