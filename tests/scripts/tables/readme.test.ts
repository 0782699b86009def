import * as fs from "node:fs";
import * as path from "node:path";

import { marked, tables } from "../../../scripts/tables/formats-table";
import { project, root } from "../../../scripts/offline/project";

const { scripts } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
  scripts: Record<string, string>;
};

/** A table's rows without the blanks that only align them. */
function rows(table: string): string[] {
  return table
    .split("\n")
    .filter((line) => /^\| *[^ -]/.test(line))
    .map((line) => line.replace(/ +/g, " "));
}

describe.each([
  ["README.md", "en"],
  ["README.zh.md", "zh"],
] as const)("%s", (name, language) => {
  const text = fs.readFileSync(path.join(root, name), "utf8");

  it.each(Object.entries(tables))(
    "has the table of %s the program has (npm run readme writes it)",
    (title, make) => {
      expect(rows(marked(title).exec(text)?.[2] ?? "")).toEqual(rows(make(language)));
    },
  );

  it("says of every configuration key what it means", () => {
    const [, ...keys] = rows(tables.config(language));
    expect(keys).toHaveLength(Object.keys(project().config).length);
    for (const key of keys) expect(key).toMatch(/^\| `\w+` \| .*\| .+ \|$/);
  });

  it("names only commands, keys and files there are", () => {
    for (const [, command] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(command);
    for (const [, key] of text.matchAll(/config set (?:--\w+ )*'?(\w+)/g))
      if (key !== "KEY") expect(Object.keys(project().config)).toContain(key);
    for (const [, file = ""] of text.matchAll(/\]\(((?!http)[^)#]+)\)/g))
      expect([file, fs.existsSync(path.join(root, file))]).toEqual([file, true]);
  });
});
