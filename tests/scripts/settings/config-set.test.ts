import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { judge } from "../../../scripts/settings/check";
import { configCommand } from "../../../scripts/settings/command";
import { formatPath, parsePath, withValue } from "../../../scripts/settings/path";

/** What is said about a command, as one text; empty when it may go on. */
async function said(args: string[], stack = "dev"): Promise<string> {
  const command = configCommand(args);
  if (!command) throw new Error(`not understood: ${args.join(" ")}`);
  return (await judge(command, stack)).refused.join("\n");
}

const set = (...args: string[]) => said(["config", "set", ...args]);

describe("config set refuses", () => {
  // Arguments, and what is said of them.
  it.each([
    // A key nothing reads.
    [["grafanaprot", "3001"], "Did you mean grafanaPort?"],
    [["grafanaport", "3001"], "grafanaport is not a key of this project. Did you mean grafanaPort?"],
    [
      ["deepchat:grafanaPort", "3001"],
      /of the namespace deepchat, which nothing here reads.*Did you mean grafanaPort/,
    ],
    [["receivers[0].type", "slack"], "add --path"],
    [["--path", "receivers[0].chatid", "1"], "Did you mean chatId?"],
    [["--path", "receivers[0].adress", "1"], "receivers[0].adress is set; allowed: only type, severities"],
    [["--path", "quietHours[0].form", "22:00"], "Did you mean from?"],
    [["--path", "receivers[0", "1"], "is not a path"],
    // A gap in a list.
    [["--path", "webuiLogFiles[1]", "/var/log/a.log"], "the next place of that list is [0]"],
    [
      ["--secret", "--path", "receivers[1].url", "https://example.com/a"],
      "the next place of that list is [0]",
    ],
    // A secret in clear, of a provider or in an address.
    [["grafana:auth", "admin:hunter2"], "in clear text, and nothing reads it"],
    [["dockerHost", "ssh://a:hunter2@gpu"], "without a password"],
    // A value of another form.
    [["grafanaPort", "abc"], 'grafanaPort is "abc"; allowed: a whole number from 1 to 65535'],
    [["grafanaPort", "70000"], "from 1 to 65535"],
    [["grafanaPort", "３００１"], /with a full-width ３ \(type 3\)/],
    [["retention", "1h"], "from 24h"],
    [["redactEmails", "maybe"], "false, true"],
    [["language", "fr"], "en, zh"],
    [["webuiUrl", "127.0.0.1:80"], "http:// or https://"],
    [["--path", "emailTo[0]", "nobody"], 'emailTo[0] is "nobody"'],
    [["--path", "rulesOff[0]", "deepchat-x"], "an alert rule of this stack"],
    [["--path", "receivers[0].type", "dingtlk"], "Did you mean dingtalk?"],
    [["--path", "receivers[0].severities[0]", "bad"], "a list of critical, warning"],
    [["--path", "receivers[0].agentId", "x"], "a number"],
    [["--path", "quietHours[0].from", "25:00"], "HH:MM"],
    [["--path", "grafanaPort.x", "1"], "a whole number"],
    // A list as one text: the CLI stores it, and refuses it at `up`.
    [["emailTo", '["a@example.com"]'], "--path 'emailTo[0]'"],
    [["receivers", "[]"], "--path 'receivers[0].<field>'"],
    // A secret in clear.
    [["smtpPassword", "hunter2"], "config set --secret smtpPassword <value>"],
    [["--plaintext", "smtpPassword", "hunter2"], "config set --secret smtpPassword <value>"],
    [["--secret=false", "smtpPassword", "hunter2"], "config set --secret smtpPassword <value>"],
    [["wecomUrl", "https://example.com/hunter2"], "is a secret"],
    [["smtpPassword"], "config set --secret smtpPassword <value>"],
    [
      ["--path", "receivers[0].url", "https://example.com/hunter2"],
      "config set --secret --path 'receivers[0].url'",
    ],
    [["--path", "receivers[0].signSecret", "hunter2"], "is a secret"],
    [["--path", "receivers[0].token", "123456"], "is a secret"],
    [
      ["--path", "receivers[0].headers.X-Key", "hunter2"],
      "config set --secret --path 'receivers[0].headers.X-Key'",
    ],
    // A secret of another form.
    [["--secret", "wecomUrl", "hunter2"], "wecomUrl is set (secret); allowed: an http:// or https:// URL"],
    [["--secret", "grafanaAdminPassword", "hunter2"], "8 characters or more"],
    [["--secret", "grafanaIni", "enabled = true"], "sections of grafana.ini"],
    // Encrypted, though it has to be read before `up`.
    [["--secret", "grafanaPort", "3001"], "set it without --secret"],
  ])("%j", async (args, expected) => {
    const text = await set(...args);
    expect(text).toEqual(
      typeof expected === "string" ? expect.stringContaining(expected) : expect.stringMatching(expected),
    );
    expect(text).not.toContain("hunter2");
  });

  it("each wrong entry of set-all, and the whole of it", async () => {
    const args = ["config", "set-all", "--plaintext", "lokiPort=0", "--plaintext", "smtpPassword=hunter2"];
    const text = await said([...args, "--secret", "wecomUrl=x", "--plaintext", "language=zh"]);
    expect(text.split("\n")).toHaveLength(3);
    expect(text).not.toContain("hunter2");
  });

  it("what --json would set", async () => {
    const json = JSON.stringify({ smtpPassword: { value: "hunter2" }, grafanaprot: { value: "1" } });
    expect((await said(["config", "set-all", "--json", json])).split("\n")).toHaveLength(2);
  });

  it("to take out a key that is not there", async () => {
    expect(await said(["config", "rm", "grafanaprot"])).toContain("Did you mean grafanaPort?");
  });

  it("a stack without a file, with the way to make one", async () => {
    await expect(said(["config", "set", "language", "zh"], "nosuch")).rejects.toThrow(
      /no stack "nosuch".*Copy Pulumi.dev.yaml/,
    );
  });
});

describe("config set takes", () => {
  it.each([
    [["grafanaPort", "3001"]],
    [["deepchat-observability:grafanaPort", "3001"]],
    [["deepchat-observability:config:grafanaPort", "3001"]],
    [["--path", "grafanaPort", "3001"]],
    [["ollamaUrl", ""]],
    [["pulumi:autonaming", "x"]],
    [["--secret", "smtpPassword", "hunter2"]],
    [["--secret", "--path", "receivers[0].url", "https://example.com/hunter2"]],
    [["--path", "receivers[0].type", "dingtalk"]],
    [["--path", "receivers[0].chatId", "--", "-1001"]],
    [["--path", "receivers[0].severities[0]", "critical"]],
    [["--path", "webuiContainers[0]", "myui.*"]],
    [["--path", "quietHours[0].date", "2026-12-24"]],
    // What contradicts another key is for `up` to say: that one may be set next.
    [["grafanaPort", "3100"]],
    [["probeTimeout", "20s"]],
    [["smtpUser", "a"]],
    [["smtpHost", "smtp.example.com:587"]],
    [["role", "agent"]],
  ])("%j", async (args) => expect(await set(...args)).toBe(""));

  it("a key nothing reads, to take it out where it stands", async () => {
    // Its name comes last: other tests list the stacks there are.
    const stack = "zz-config-set";
    const file = path.join(root, `Pulumi.${stack}.yaml`);
    fs.writeFileSync(file, "config:\n  deepchat:grafanaPort: 1\n  deepchat-observability:grafanaprot: 1\n");
    try {
      expect(await said(["config", "rm", "deepchat:grafanaPort"], stack)).toBe("");
      expect(await said(["config", "rm", "grafanaprot"], stack)).toBe("");
    } finally {
      fs.rmSync(file);
    }
  });

  it("a provider's key, saying that nothing reads it", async () => {
    const command = configCommand(["config", "set", "docker:host", "ssh://a@b"]);
    expect(await judge(command as NonNullable<typeof command>, "dev")).toEqual({
      refused: [],
      notes: [expect.stringContaining("dockerHost")],
    });
  });
});

it.each([[["config"]], [["config", "get", "grafanaPort"]], [["stack", "output"]], [["config", "set"]]])(
  "%j changes nothing",
  (args) => expect(configCommand(args)).toBeUndefined(),
);

it("reads flags with values wherever they stand", () => {
  expect(
    configCommand(["--stack", "a", "config", "set", "-s", "b", "key", "--config-file", "c", "--", "-1"]),
  ).toEqual({
    verb: "set",
    changes: [{ key: "key", path: false, value: "-1", secret: false }],
  });
});

it("says how to set a value that looks like a flag", () => {
  expect(() => configCommand(["config", "set", "--path", "receivers[0].chatId", "-1001"])).toThrow(
    "put -- in front",
  );
});

it("reads paths as the CLI does", () => {
  expect(parsePath('receivers[0]["url"]')).toEqual(["receivers", 0, "url"]);
  expect(parsePath("a[")).toBeUndefined();
  expect(formatPath(["receivers", 0, "headers", "X-Key"])).toBe("receivers[0].headers.X-Key");
  expect(withValue([{ type: "slack" }], [1, "type"], "wecom")).toEqual([
    { type: "slack" },
    { type: "wecom" },
  ]);
});
