import * as pulumi from "@pulumi/pulumi";

import { loadConfig } from "../../components/config";
import { ConfigReader } from "../../components/config/reader";
import { project } from "../../scripts/offline/project";
import { configWith } from "../support/config";

async function mistakes(changes: Record<string, unknown>): Promise<string> {
  return configWith(changes).then(
    () => "no mistake was found",
    (error: Error) => error.message,
  );
}

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
    });
    expect(config.collector.external).toBeUndefined();
    expect(config.grafana?.smtp).toBeUndefined();
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
    ["lokiMemory", "10", "from 256"],
    ["retention", "1h", "from 24h to 3650d"],
    ["retention", "two weeks", "such as 72h or 14d"],
    ["webuiLogFiles", ["/home/me/*.log"], "below /var/log/"],
    ["webuiLogFiles", "not a list", "a list of texts"],
    ["webuiContainers", ["deepchat("], "regular expression"],
    ["ollamaContainers", ["^ollama"], "without ^"],
    ["ollamaUnits", ["ollama"], "ollama.service"],
    ["ollamaUrl", "127.0.0.1:11434", "http:// or https:// URL"],
    ["probeNetwork", "no such!", "docker network ls"],
    ["collectorAgent", "fluentd", "promtail, alloy"],
    [
      "rulesOff",
      ["deepchat-nosuch"],
      "an alert rule of this stack: deepchat-ollama-down, deepchat-webui-down",
    ],
    ["hangAfter", "10s", "from 1m to 2h"],
    ["latencyThreshold", "0s", "from 1s"],
    ["errorShareThreshold", "100", "from 0 to 99"],
    ["diskFreeThreshold", "0", "from 1 to 99"],
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
    if (typeof value === "string" && key !== "grafanaAdminPassword" && key !== "webuiLogFiles")
      expect(message).toContain(JSON.stringify(value));
  });

  it("tells of one secret in clear one mistake, and shows no password of an address", async () => {
    expect(await mistakes({ smtpPassword: "hunter2" })).toContain("has 1 mistake(s)");
    expect(await mistakes({ lokiPassword: "hunter2" })).toContain("has 1 mistake(s)");
    for (const key of ["dockerHost", "ollamaUrl"]) {
      const scheme = key === "dockerHost" ? "ssh" : "http";
      const message = await mistakes({ [key]: `${scheme}://a:hunter2@gpu` });
      expect(message).toContain(`${key} is "${scheme}://a:***@gpu"`);
    }
    expect(await mistakes({ errorWindow: "2h" })).toContain("from 1m to 1h, such as 5m.");
    expect(await mistakes({ webuiLogFiles: [null] })).toContain(
      "webuiLogFiles[0] is empty; allowed: a text.",
    );
  });

  it.each([
    [{ emailTo: ["ops@example.com"] }, "emailTo is set without smtpHost"],
    [{ smtpHost: "smtp.example.com:587" }, "smtpFrom is not set"],
    [{ smtpFrom: "a@example.com" }, "set without smtpHost"],
    [
      { smtpHost: "smtp.example.com:587", smtpFrom: "a@example.com", smtpUser: "a" },
      "both smtpUser and smtpPassword",
    ],
    [{ role: "agent" }, "lokiUrl is not set"],
    [{ lokiTenant: "a" }, "only together with lokiUrl"],
    [{ lokiUrl: "https://loki.example.com", lokiUsername: "a" }, "both lokiUsername and lokiPassword"],
    [{ lokiPort: "3000" }, "two different ports"],
    [{ probeInterval: "60s", blindAfter: "3m" }, "at least four times probeInterval, 4m"],
    [{ probeTimeout: "20s" }, "shorter than probeInterval (15s)"],
    [{ ollamaUrl: "", webuiUrl: "" }, "ollamaUrl and webuiUrl are both empty"],
    [{ canaryTimeout: "10m" }, "shorter than canaryInterval (5m)"],
    [{ canaryModel: "llama3:8b", ollamaUrl: "" }, "only together with ollamaUrl"],
    [{ grafanaPrt: "3001" }, "grafanaPrt is set; allowed: only keys declared in Pulumi.yaml"],
  ])("refuses the contradiction in %j", async (changes, expected) => {
    expect(await mistakes(changes)).toContain(expected);
  });

  it("reports all mistakes at once, without a stack trace", async () => {
    const error = (await configWith({ grafanaPort: "0", language: "fr", retention: "1h" }).catch(
      (e: unknown) => e,
    )) as Error;
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(error.message).toContain("has 3 mistake(s)");
    for (const key of ["grafanaPort", "language", "retention"])
      expect(error.message).toContain(`- ${key} is`);
  });

  // What is wrong, what must be told, and what must not: no mistake that is none, no value nobody wrote.
  it.each([
    [{ grafanaPort: "abc", lokiPort: "x" }, 'lokiPort is "x"', "the same as"],
    [{ grafanaPort: "0", lokiPort: "1" }, 'grafanaPort is "0"', "the same as"],
    [{ role: "agnet", lokiPort: "3000" }, 'role is "agnet"', "the same as"],
    [{ probeInterval: "1s", probeTimeout: "5s" }, 'probeInterval is "1s"', "shorter than"],
    [{ probeInterval: "1h" }, 'probeInterval is "1h"', "shorter than"],
    [{ probeInterval: "1s", blindAfter: "10s" }, 'blindAfter is "10s"', "at least four times"],
    [{ canaryTimeout: "2h" }, 'canaryTimeout is "2h"', "shorter than"],
    [{ canaryTimeout: "10m" }, 'canaryTimeout is "10m"', "600s"],
    [{ probeTimeout: "60s" }, 'probeTimeout is "60s"', "59s)"],
    [{ ollamaDownAfter: "1m", probeInterval: "30s" }, 'ollamaDownAfter is "1m"', "60s"],
    [{ grafanaImage: "x:latest", receivers: [{ type: "feishu" }] }, "grafanaImage is", "feishu with"],
  ])("tells of %j what is wrong and nothing else", async (changes, told, phantom) => {
    const message = await mistakes(changes);
    expect(message).toContain(told);
    expect(message).not.toContain(phantom);
  });

  it("says what was meant by an unknown key, and of whose namespace one is", async () => {
    expect(await mistakes({ grafanaport: "1" })).toContain("Did you mean grafanaPort?");
    expect(await mistakes({ "receivers[0].type": "slack" })).toContain(
      "npm run pulumi -- config set --stack test --path 'receivers[0].type'",
    );
    const { name } = project();
    const values = Object.entries(project().config).map(([key, value]) => [`${name}:${key}`, value.default]);
    const texts = values.map(([key, value]): [string, string] => [
      String(key),
      typeof value === "string" ? value : JSON.stringify(value),
    ]);
    pulumi.runtime.setAllConfig(
      Object.fromEntries([...texts, ["deepchat:grafanaPort", "1"], ["docker:host", "x"]]),
    );
    expect(loadConfig).toThrow(
      /1 mistake.*deepchat:grafanaPort is set; allowed: only keys of deepchat-observability; .*config rm --stack \S+ 'deepchat:grafanaPort'.* Did you mean grafanaPort\?/s,
    );
  });

  it("names the full-width character that cannot be seen", async () => {
    expect(await mistakes({ grafanaPort: "３０００" })).toContain("with a full-width ３ (type 3)");
    expect(await mistakes({ emailTo: ["a@example.com，b@example.com "] })).toContain(
      "a full-width ， (type ,)",
    );
    expect(await mistakes({ receivers: ["type：slack"] })).toContain("a full-width ： (type :)");
  });

  it("tells the mistakes of every receiver, whatever is wrong with another", async () => {
    const message = await mistakes({
      receivers: [
        "no object",
        { type: "wecom2", url: "x" },
        { type: "telegram", chatid: "1" },
        null,
        { severities: ["loud"] },
        { type: "email", addresses: ["nobody"] },
      ],
    });
    for (const place of [
      "[0] is not an object",
      "[1].type is",
      "[1].url is",
      "[2].token is not set",
      "[2].chatid is set",
    ])
      expect(message).toContain(`receivers${place}`);
    for (const place of ["[3] is empty", "[4].type is not set", "[4].severities is", "[5].addresses is"])
      expect(message).toContain(`receivers${place}`);
  });

  it("tells the mistakes of every entry of a list, whatever another is", async () => {
    const message = await mistakes({ emailTo: [5, "nobody", ["x"]] });
    for (const place of ['[0] is 5; allowed: a text, such as "5"', '[1] is "nobody"', '[2] is ["x"]'])
      expect(message).toContain(`emailTo${place}`);
  });

  it("never shows a value that was encrypted, secret or not", async () => {
    const message = await configWith({ grafanaPort: "hunter2" }, ["grafanaPort"]).catch(
      (e: Error) => e.message,
    );
    expect(message).toContain("grafanaPort is set (secret)");
    expect(message).not.toContain("hunter2");
  });

  it("refuses a secret stored in clear text, without showing it", async () => {
    const message = await mistakes({ wecomUrl: "https://qyapi.example.com/key-123" });
    expect(message).toContain("wecomUrl is stored in clear text; allowed: encrypted only");
    expect(message).not.toContain("key-123");
  });

  it("never shows a wrong secret", async () => {
    const message = await mistakes({ wecomUrl: "qyapi-key-123", smtpHost: "x:1", smtpFrom: "a@example.com" });
    expect(message).toContain("wecomUrl is set (secret)");
    expect(message).not.toContain("qyapi-key-123");
  });

  it.each(["grafanaAdminPassword", "wecomUrl", "webhookUrl", "smtpPassword", "lokiPassword"])(
    "keeps %s secret",
    async (key) => {
      const value = "https://secret.example.com/x";
      const config = await configWith(
        {
          [key]: value,
          smtpHost: "smtp.example.com:25",
          smtpFrom: "a@example.com",
          smtpUser: "u",
          smtpPassword: value,
          lokiUrl: "http://l:1",
          lokiUsername: "u",
          lokiPassword: value,
        },
        ["grafanaAdminPassword", "wecomUrl", "webhookUrl", "smtpPassword", "lokiPassword"],
      );
      const urlOf = (wanted: string) => {
        const found = config.content?.notifications.receivers.find((one) => one.key === wanted);
        return found && "url" in found.fields ? found.fields.url : undefined;
      };
      const secrets = {
        grafanaAdminPassword: config.grafana?.adminPassword,
        wecomUrl: urlOf("wecomUrl"),
        webhookUrl: urlOf("webhookUrl"),
        smtpPassword: config.grafana?.smtp?.password,
        lokiPassword: config.collector.external?.password,
      } as Record<string, pulumi.Output<string> | undefined>;
      expect(await pulumi.isSecret(secrets[key] as pulumi.Output<string>)).toBe(true);
    },
  );
});
