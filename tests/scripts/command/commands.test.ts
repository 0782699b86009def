import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { command, folder } from "../../support/commands";

afterAll(() => fs.rmSync(folder, { recursive: true }));

describe("render", () => {
  it("needs Node alone, and writes the same at every run", () => {
    const run = (name: string) => {
      const out = path.join(folder, name);
      const { status, output } = command("render", ["--out", out, "--stack", "prod"]);
      expect([status, output]).toEqual([0, expect.stringContaining("files of stack prod")]);
      return Object.fromEntries(
        fs
          .readdirSync(out, { recursive: true, encoding: "utf8" })
          .filter((file) => fs.statSync(path.join(out, file)).isFile())
          .map((file) => [file, fs.readFileSync(path.join(out, file), "utf8")]),
      );
    };
    const files = run("first");
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining([
        "resources.txt",
        "containers/loki-container/etc/loki/deepchat.yaml",
        "containers/collector-container/etc/promtail/config.yaml",
        "grafana/dashboards/deepchat-overview.json",
        "grafana/ruleGroup/content-rules.yaml",
        "grafana/contactPoint/content-contact-point-critical.yaml",
      ]),
    );
    expect(files["containers/grafana-container/etc/deepchat/admin-password"]).toBe("(secret)");
    expect(run("second")).toEqual(files);
  });

  it("does not touch a folder it did not write", () => {
    const out = fs.mkdtempSync(path.join(folder, "precious-"));
    fs.writeFileSync(path.join(out, "letter"), "dear");
    const { status, output } = command("render", ["--out", out]);
    expect([status, output]).toEqual([1, expect.stringContaining("was not written by render")]);
    expect(fs.readFileSync(path.join(out, "letter"), "utf8")).toBe("dear");
  });

  it("names the stacks there are when asked for another", () => {
    // Others may be there: a test beside this one has a file of a stack of its own.
    const { status, output } = command("render", ["--stack", "nosuch"]);
    expect([status, output]).toEqual([
      1,
      expect.stringMatching(/There is no stack "nosuch".*\bagent, dev, .*\bprod\b/s),
    ]);
  });

  it("names the flags there are when given another", () => {
    expect(command("render", ["--nosuch"])).toEqual({
      status: 64,
      output: expect.stringContaining("Flags: --stack, --out") as unknown,
    });
  });
});

describe("--help", () => {
  const scripts = fs.readdirSync(path.join(root, "scripts")).filter((name) => name.endsWith(".ts"));
  const names = scripts.map((name) => name.replace(".ts", ""));

  it.each(names)("%s says what it does, its flags and an example, and does nothing", (name) => {
    const pulumi = `echo called >> ${folder}/called-${name}`;
    const { status, output } = command(name, ["--help"], {}, { docker: pulumi, pulumi });
    expect([status, output]).toEqual([0, expect.stringContaining(`Usage: npm run ${name} -- `)]);
    expect(output).toMatch(/Example: npm run /);
    if (name === "pulumi") return;
    expect(output).toMatch(/-h, --help +\S/);
    expect(fs.existsSync(path.join(folder, `called-${name}`))).toBe(false);
  });

  it("is known to npm for every command", () => {
    const { scripts: known } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const name of names) expect(known[name]).toMatch(new RegExp(`scripts/${name}.ts$`));
  });
});
