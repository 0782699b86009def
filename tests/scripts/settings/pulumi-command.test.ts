import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { commandLine } from "../../../scripts/command/command-line";
import { root } from "../../../scripts/offline/project";

/** The wrapper itself, before a CLI that notes what it was called with. */
describe("npm run pulumi", () => {
  let folder: string;
  beforeAll(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "config-set-"));
    const cli = `#!/bin/sh\necho "$*" >> ${folder}/calls\ncase "$*" in *set*smtpPassword*) cat > ${folder}/input;; esac\n`;
    fs.writeFileSync(path.join(folder, "pulumi"), cli, { mode: 0o755 });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  function pulumi(args: string[], input = "") {
    const calls = path.join(folder, "calls");
    fs.rmSync(calls, { force: true });
    const command = [...commandLine("pulumi"), ...args];
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder, PULUMI_HOME: folder };
    const { status, stdout, stderr } = spawnSync(process.execPath, command, {
      cwd: root,
      encoding: "utf8",
      env,
      input,
    });
    const called = fs.existsSync(calls) ? fs.readFileSync(calls, "utf8").trim().split("\n") : [];
    return { status, output: stdout + stderr, called };
  }

  it("calls nothing when it refuses, also of a secret from standard input", () => {
    const { status, output, called } = pulumi(["config", "set", "smtpPassword"], "hunter2\n");
    expect({ status, called }).toEqual({ status: 1, called: [] });
    expect(output).toMatch(/^\nRefused, and nothing was written:\n {2}- smtpPassword is a secret/);
    expect(output).not.toContain("hunter2");
  });

  it.each([
    [["preview", "-c", "smtpPassword=hunter2"], "config set smtpPassword <value>"],
    [["up", "--stack", "dev", "--config=grafanaport=3001"], "config set grafanaport <value>"],
    [["-s", "dev", "update", "-yc", "smtpPassword=hunter2"], "config set smtpPassword <value>"],
    [["refresh", "-csmtpPassword=hunter2"], "config set smtpPassword <value>"],
    [["destroy", "--yes", "--config-path"], "takes no -c"],
    [["config", "set", "--config-file", "x.yaml", "grafanaPort", "3001"], "--stack NAME"],
    [["up", "--config-file=x.yaml"], "--stack NAME"],
  ])("refuses %j: it would store past the checks", (args, expected) => {
    const { status, output, called } = pulumi(args);
    expect([status, called, output]).toEqual([64, [], expect.stringContaining(expected)]);
    expect(output).not.toContain("hunter2");
    expect(output.trim()).not.toContain("\n");
  });

  it("lets the CLI have a flag that only looks like one of those", () => {
    const { called, output } = pulumi(["up", "-m", "-c"]);
    expect([called.at(-1), output]).toEqual([expect.stringContaining("up -m -c"), expect.any(String)]);
  });

  it("hands over what it read from standard input", () => {
    const { status, called } = pulumi(["config", "set", "--secret", "smtpPassword"], "hunter2\n");
    expect([status, called.at(-1)]).toEqual([0, "config set --secret smtpPassword"]);
    expect(fs.readFileSync(path.join(folder, "input"), "utf8")).toBe("hunter2\n");
  });

  it("removes the stack it says it acts on, not the one that was selected last", () => {
    expect(pulumi(["stack", "rm", "--yes"]).called).toEqual([
      expect.stringMatching(/^stack select .*dev/),
      "stack rm --yes",
    ]);
    expect(pulumi(["stack", "rm", "lab", "--yes"]).called).toEqual(["stack rm lab --yes"]);
  });

  it("may make a stack that has a file when a key is set, and no stack otherwise", () => {
    expect(pulumi(["config", "set", "--stack", "prod", "language", "en"]).called[0]).toContain(
      "select --create prod",
    );
    expect(pulumi(["config", "set", "--stack", "nosuch", "language", "en"])).toMatchObject({
      status: 1,
      called: [],
    });
    for (const args of [
      ["config"],
      ["stack", "output"],
      ["stack", "init", "x"],
      ["plugin", "ls"],
      ["cancel"],
    ])
      expect(pulumi([...args, "--stack", "nosuch"]).called.join()).not.toContain("--create");
  });

  it("says what it does, then lets the CLI say the rest", () => {
    const { output, called } = pulumi(["--help"]);
    expect([output, called]).toEqual([expect.stringContaining("Usage: npm run pulumi --"), ["--help"]]);
    expect(pulumi(["config", "set", "--help"]).called).toEqual(["config set --help"]);
  });
});
