import * as fs from "node:fs";
import * as path from "node:path";

import { project, root } from "../../../scripts/offline/project";
import { documents, marked, tables } from "../../../scripts/tables/documents";

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

const texts = documents().map((document) => ({
  ...document,
  text: fs.readFileSync(path.join(root, document.file), "utf8"),
}));

describe.each(["en", "zh"] as const)("the documents (%s)", (language) => {
  const own = texts.filter((document) => document.language === language);

  it.each(Object.entries(tables))(
    "have the table of %s the program has (npm run docs writes it)",
    (title, make) => {
      const found = own.flatMap(({ text }) => marked(title).exec(text)?.[2] ?? []);
      expect(found.map(rows)).toEqual([rows(make(language))]);
    },
  );

  it("say of every configuration key what it means", () => {
    const [, ...keys] = rows(tables.config(language));
    expect(keys).toHaveLength(Object.keys(project().config).length);
    for (const key of keys) expect(key).toMatch(/^\| `\w+` \| .*\| .+ \|$/);
  });
});

const contributing = {
  file: "CONTRIBUTING.md",
  text: fs.readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8"),
};

it.each([...texts, contributing])(
  "$file names only commands, keys, files and headings there are",
  ({ file, text }) => {
    for (const [, command] of text.matchAll(/npm run ([\w:-]+)/g))
      expect(Object.keys(scripts)).toContain(command);
    for (const [, key] of text.matchAll(/config set (?:--\w+ )*'?(\w+)/g))
      if (key !== "KEY") expect(Object.keys(project().config)).toContain(key);
    for (const [, link = "", heading] of text.matchAll(/\]\((?!http)([^)#]*)(?:#([^)]+))?\)/g)) {
      const target = link === "" ? file : path.join(path.dirname(file), link);
      expect([target, fs.existsSync(path.join(root, target))]).toEqual([target, true]);
      if (heading) expect([target, anchors(target)]).toEqual([target, expect.arrayContaining([heading])]);
    }
  },
);

it("keeps the READMEs short enough to read in three minutes", () => {
  for (const { file, text } of texts.filter(({ file }) => file.startsWith("README")))
    expect([file, text.split("\n").length < 150]).toEqual([file, true]);
});

/** Headings as links name them. */
function anchors(file: string): string[] {
  const text = fs.readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
