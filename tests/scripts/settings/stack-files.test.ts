import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { parse, stringify } from "yaml";

import { StackFiles } from "../../../scripts/settings/stack-files";

const name = "deepchat-observability";
const committed = `# The embedded default.\nconfig:\n  pulumi:disable-default-providers: ["*"]\n  ${name}:retention: 30d\n`;

describe("a stack's files", () => {
  let home: string;
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "stack-files-"));
    write("Pulumi.yaml", `name: ${name}\n`);
    write("Pulumi.dev.yaml", committed);
  });
  afterEach(() => fs.rmSync(home, { recursive: true }));

  const write = (file: string, text: string) => fs.writeFileSync(path.join(home, file), text);
  const text = (file: string) => fs.readFileSync(path.join(home, file), "utf8");
  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(
      "git",
      ["-c", "user.name=a", "-c", "user.email=a@b", ...args],
      {
        cwd: home,
        encoding: "utf8",
      },
    );
    expect([args[0], status, status === 0 ? "" : stderr]).toEqual([args[0], 0, ""]);
    return stdout;
  };
  /** What a command of the CLI does to the stack's file. */
  const cli = (change: (config: Record<string, unknown>, file: Record<string, unknown>) => void) => {
    const files = new StackFiles("dev", home);
    files.prepare();
    const file = parse(fs.readFileSync(files.whole, "utf8")) as { config: Record<string, unknown> };
    change(file.config, file);
    fs.writeFileSync(files.whole, stringify(file));
    files.keep();
    return new StackFiles("dev", home).content();
  };

  it("leaves the committed one as it is when the CLI writes its salt", () => {
    const content = cli((_, file) => (file.encryptionsalt = "v1:salt"));
    expect(text("Pulumi.dev.yaml")).toBe(committed);
    expect(content.encryptionsalt).toBe("v1:salt");
    expect(parse(text("Pulumi.dev.local.yaml"))).toEqual({ encryptionsalt: "v1:salt" });
  });

  it("tells the mistakes of both at once", () => {
    write("Pulumi.dev.yaml", `config:\n  ${name}:retention：30d\n`);
    write("Pulumi.dev.local.yaml", `config:\n\t${name}:grafanaPort: 3001\n`);
    expect(() => new StackFiles("dev", home).content()).toThrow(
      /^Pulumi\.dev\.yaml, line 2: a full-width colon.*\nPulumi\.dev\.local\.yaml, line 2: a tab in front/,
    );
  });

  it("makes a file with other settings for one command, and changes none of the stack's", () => {
    const content = cli((_, file) => (file.encryptionsalt = "v1:salt"));
    const files = new StackFiles("dev", home);
    const variant = files.variant({ [`${name}:dockerHost`]: "ssh://x" });
    expect(parse(fs.readFileSync(variant, "utf8"))).toEqual({
      ...content,
      config: { ...content.config, [`${name}:dockerHost`]: "ssh://x" },
    });
    files.keep();
    expect(new StackFiles("dev", home).content()).toEqual(content);
  });

  it("takes a number the CLI writes back as a text for no change: the committed value must stay the one in force", () => {
    write("Pulumi.dev.yaml", `config:\n  ${name}:lokiPort: 3101\n  ${name}:redactEmails: true\n`);
    cli((config, file) => {
      file.encryptionsalt = "v1:salt";
      for (const key of ["lokiPort", "redactEmails"])
        config[`${name}:${key}`] = String(config[`${name}:${key}`]);
    });
    expect(parse(text("Pulumi.dev.local.yaml"))).toEqual({ encryptionsalt: "v1:salt" });
  });

  it("writes no local file where nothing was changed", () => {
    cli(() => undefined);
    expect(fs.readdirSync(home).sort()).toEqual([".pulumi-state", "Pulumi.dev.yaml", "Pulumi.yaml"]);
  });

  it("keeps what was set, changed and taken away on this host, and forgets what was set back", () => {
    const set = cli((config) => {
      config[`${name}:grafanaPort`] = 3001;
      config[`${name}:retention`] = "7d";
    });
    expect(set.config).toMatchObject({ [`${name}:grafanaPort`]: 3001, [`${name}:retention`]: "7d" });
    const removed = cli((config) => delete config[`${name}:retention`]);
    expect(removed.config).not.toHaveProperty(`${name}:retention`);
    const back = cli((config) => (config[`${name}:retention`] = "30d"));
    expect(back.config).toMatchObject({ [`${name}:retention`]: "30d" });
    expect(parse(text("Pulumi.dev.local.yaml"))).toEqual({ config: { [`${name}:grafanaPort`]: 3001 } });
    expect(text("Pulumi.dev.yaml")).toBe(committed);
  });

  it("writes a key a line, also after the last was taken out", () => {
    cli((config) => (config[`${name}:grafanaPort`] = 3001));
    cli((config) => delete config[`${name}:grafanaPort`]);
    expect(text("Pulumi.dev.local.yaml")).not.toContain("config:");
    for (const lokiPort of [3101, 3102]) {
      cli((config) => Object.assign(config, { [`${name}:lokiPort`]: lokiPort, [`${name}:retention`]: "7d" }));
      const file = text("Pulumi.dev.local.yaml");
      expect(file).toMatch(new RegExp(`^  ${name}:lokiPort: ${lokiPort}$`, "m"));
      expect(file.match(/What was set on this host/g)).toHaveLength(1);
    }
    write("Pulumi.dev.local.yaml", "config: {}\n");
    cli((config) => Object.assign(config, { [`${name}:lokiPort`]: 3101, [`${name}:retention`]: "7d" }));
    expect(text("Pulumi.dev.local.yaml")).toMatch(new RegExp(`^  ${name}:lokiPort: 3101$`, "m"));
  });

  it("keeps a person's comments in the local one, and takes keys without the project's name", () => {
    write("Pulumi.dev.local.yaml", "# mine\nconfig:\n  # the other port is taken\n  grafanaPort: 3001\n");
    const content = cli((config) => (config[`${name}:lokiPort`] = 3101));
    expect(content.config).toMatchObject({ [`${name}:grafanaPort`]: 3001, [`${name}:lokiPort`]: 3101 });
    expect(text("Pulumi.dev.local.yaml")).toContain("# mine");
  });

  it("uses a committed file with secrets of its own as it is", () => {
    write("Pulumi.dev.yaml", `${committed}encryptionsalt: v1:team\n`);
    const files = new StackFiles("dev", home);
    expect(files.whole).toBe(files.committed);
    cli((config) => (config[`${name}:grafanaPort`] = 3001));
    expect(text("Pulumi.dev.yaml")).toContain("grafanaPort: 3001");
    expect(fs.existsSync(path.join(home, "Pulumi.dev.local.yaml"))).toBe(false);
  });

  it("lets git pull bring a new committed file beside local settings", () => {
    write(".gitignore", ".pulumi-state/\nPulumi.*.local.yaml\n");
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "one");
    git("branch", "upstream");
    cli((config, file) => {
      config[`${name}:grafanaPort`] = 3001;
      file.encryptionsalt = "v1:salt";
    });
    expect(git("status", "--porcelain")).toBe("");
    git("checkout", "-q", "upstream");
    write("Pulumi.dev.yaml", committed.replace("30d", "60d"));
    git("commit", "-q", "-a", "-m", "two");
    git("checkout", "-q", "main");
    git("merge", "-q", "--ff-only", "upstream");
    const { config, encryptionsalt } = new StackFiles("dev", home).content();
    expect(config).toMatchObject({ [`${name}:grafanaPort`]: 3001, [`${name}:retention`]: "60d" });
    expect(encryptionsalt).toBe("v1:salt");
  });

  it("moves what an earlier version wrote into the tracked file", () => {
    git("init", "-q", "-b", "main");
    git("add", ".");
    git("commit", "-q", "-m", "one");
    write("Pulumi.dev.yaml", `encryptionsalt: v1:salt\n${committed}  ${name}:grafanaPort: 3001\n`);
    expect(new StackFiles("dev", home).release()).toBe(true);
    expect(text("Pulumi.dev.yaml")).toBe(committed);
    const { config, encryptionsalt } = new StackFiles("dev", home).content();
    expect(config).toMatchObject({ [`${name}:grafanaPort`]: 3001, [`${name}:retention`]: "30d" });
    expect(encryptionsalt).toBe("v1:salt");
    expect(new StackFiles("dev", home).release()).toBe(false);
  });

  describe("leaves what a person put into the tracked file to share it", () => {
    const shared = `encryptionsalt: v1:salt\n${committed}  ${name}:grafanaPort: 3001\n`;
    beforeEach(() => {
      git("init", "-q", "-b", "main");
      git("add", ".");
      git("commit", "-q", "-m", "one");
    });

    it.each([
      ["after settings were moved apart", `encryptionsalt: v1:salt\n${committed}`],
      ["where nothing was ever to be moved", committed],
    ])("%s", (_, first) => {
      write("Pulumi.dev.yaml", first);
      new StackFiles("dev", home).release();
      write("Pulumi.dev.yaml", shared);
      fs.rmSync(path.join(home, "Pulumi.dev.local.yaml"), { force: true });
      expect(new StackFiles("dev", home).release()).toBe(false);
      expect(text("Pulumi.dev.yaml")).toBe(shared);
    });

    it("with comments, at the first time, too", () => {
      const commented = `${shared}  # Behind the proxy.\n  ${name}:lokiPort: 3101 # all hosts\n`;
      write("Pulumi.dev.yaml", commented);
      expect(new StackFiles("dev", home).release()).toBe(false);
      expect(text("Pulumi.dev.yaml")).toBe(commented);
      expect(fs.existsSync(path.join(home, "Pulumi.dev.local.yaml"))).toBe(false);
    });
  });
});
