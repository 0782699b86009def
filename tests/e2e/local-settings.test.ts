import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { root } from "../../scripts/offline/project";
import { describeE2E } from "../support/engine";
import { cannotRun } from "./stand/cannot-run";
import { copyProgram } from "./stand/program";
import { userEnvironment } from "./stand/user-environment";

/** A user's clone: what is set there must not be in the way of the next version. */
describeE2E("settings of a host", cannotRun(), () => {
  let home: string;
  let clone: string;
  let upstream: string;

  const run = (folder: string, command: string, ...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: folder,
      encoding: "utf8",
      env: { ...userEnvironment(home), GIT_CONFIG_GLOBAL: path.join(home, "gitconfig") },
    });
    return { status, output: stdout + stderr };
  };
  const must = (folder: string, command: string, ...args: string[]) => {
    const { status, output } = run(folder, command, ...args);
    if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${status}:\n${output}`);
    return output;
  };
  const npm = (name: string, ...args: string[]) => must(clone, "npm", "run", "--silent", name, "--", ...args);

  beforeAll(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "settings-"));
    fs.writeFileSync(path.join(home, "gitconfig"), "[user]\n  name = a\n  email = a@example.com\n");
    upstream = path.join(home, "upstream");
    clone = path.join(home, "clone");
    fs.mkdirSync(upstream);
    copyProgram(upstream);
    fs.rmSync(path.join(upstream, "node_modules"));
    for (const name of [".gitignore", "Pulumi.dev.yaml"])
      fs.copyFileSync(path.join(root, name), path.join(upstream, name));
    must(upstream, "git", "init", "-q", "-b", "main");
    must(upstream, "git", "add", ".");
    must(upstream, "git", "commit", "-q", "-m", "one version");
    must(home, "git", "clone", "-q", upstream, clone);
    fs.symlinkSync(path.join(root, "node_modules"), path.join(clone, "node_modules"));
    fs.appendFileSync(path.join(clone, ".git", "info", "exclude"), "node_modules\n");
  });
  afterAll(() => fs.rmSync(home, { recursive: true }));

  it("change no file that git tracks, and reading changes none either", () => {
    run(clone, "npm", "run", "--silent", "verify");
    npm("pulumi", "config", "set", "lokiPort", "3199");
    npm("pulumi", "config", "set", "--secret", "webhookUrl", "https://example.com/hook");
    npm("preview");
    expect(must(clone, "git", "status", "--porcelain")).toBe("");
    expect(npm("pulumi", "config", "get", "webhookUrl").trim()).toBe("https://example.com/hook");
  }, 120_000);

  it("stand beside what git pull brings", () => {
    const file = path.join(upstream, "Pulumi.dev.yaml");
    fs.appendFileSync(file, "  deepchat-observability:grafanaPort: 3998\n");
    must(upstream, "git", "commit", "-q", "-a", "-m", "the next version");
    must(clone, "git", "pull", "-q", "--ff-only");
    const out = path.join(home, "rendered");
    npm("render", "--out", out);
    const published = (name: string) =>
      fs.readFileSync(path.join(out, "containers", `${name}-container`, "container.yaml"), "utf8");
    expect(published("loki")).toContain("external: 3199");
    expect(published("grafana")).toContain("external: 3998");
  }, 60_000);
});
