import * as pulumi from "@pulumi/pulumi";

import { loadConfig } from "../../components/config";
import { project } from "../../scripts/offline/project";
import { configWith } from "../support/config";
import { mistakes } from "../support/mistakes";

describe("loadConfig", () => {
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
