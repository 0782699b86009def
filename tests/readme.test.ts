import * as fs from "node:fs";
import * as path from "node:path";

import { configTable } from "../scripts/support/config-table";
import { project, root } from "../scripts/support/project";

const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

describe.each([
  ["README.md", "en"],
  ["README.zh.md", "zh"],
] as const)("%s", (name, language) => {
  const text = fs.readFileSync(path.join(root, name), "utf8");

  it("has the table of configuration the program has (npm run readme writes it)", () => {
    const rows = (table: string) =>
      table
        .split("\n")
        .filter((line) => /^\| `\w+` /.test(line))
        .map((line) => line.replace(/ +/g, " "));
    const wanted = rows(configTable(language));
    expect(wanted).toHaveLength(Object.keys(project().config).length);
    for (const row of wanted) expect(row).toMatch(/^\| `\w+` \| .*\| .+ \|$/);
    expect(rows(/<!-- config:begin -->(.*)<!-- config:end -->/s.exec(text)?.[1] ?? "")).toEqual(wanted);
  });

  it("names only commands, keys and files there are", () => {
    for (const [, command] of text.matchAll(/npm run ([\w:]+)/g))
      expect(Object.keys(scripts)).toContain(command);
    for (const [, key] of text.matchAll(/config set (?:--\w+ )*'?(\w+)/g))
      if (key !== "KEY") expect(Object.keys(project().config)).toContain(key);
    for (const [, file = ""] of text.matchAll(/\]\(((?!http)[^)#]+)\)/g))
      expect([file, fs.existsSync(path.join(root, file))]).toEqual([file, true]);
  });
});
