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
    async (title, make) => {
      const found = own.flatMap(({ text }) => marked(title).exec(text)?.[2] ?? []);
      expect(found.map(rows)).toEqual([rows(await make(language))]);
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

it("names every flag of the tests and benches in one table", () => {
  const contributing = fs.readFileSync(path.join(root, "CONTRIBUTING.md"), "utf8");
  const table = contributing.split("## Environment flags")[1]?.split("\n## ")[0] ?? "";
  const named = new Set(table.match(/(?<=`)[A-Z][A-Z_0-9]+/g));
  // What is ours to set; the rest belongs to the shell, to Pulumi and to programs that are played.
  const foreign = /^(PATH|HOME|DOCKER_HOST|PULUMI_.*|LOG_FILE|PORT)$/;
  const asked = ["tests", "bench"].flatMap((folder) =>
    fs
      .readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts"))
      .flatMap((file) => [
        ...fs
          .readFileSync(path.join(root, folder, file), "utf8")
          .matchAll(/process\.env(?:\.|\[")([A-Z_0-9]+)/g),
      ])
      .map(([, name = ""]) => name),
  );
  expect([...new Set(asked)].filter((name) => !foreign.test(name)).sort()).toEqual([...named].sort());
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
