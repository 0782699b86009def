import * as fs from "node:fs";
import * as path from "node:path";

import { format } from "prettier";

import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { marked, tables } from "./tables/formats-table";
import { root } from "./offline/project";

/** Writes the tables in the READMEs that come from the program itself. A test fails when they are out of date. */
run(async () => {
  readArguments({
    name: "readme",
    does: "Writes the tables of both READMEs that come from the program. For those who change the program.",
    example: "",
    stack: false,
  });
  for (const [name, language] of [["README.md", "en"] as const, ["README.zh.md", "zh"] as const]) {
    const file = path.join(root, name);
    let text = fs.readFileSync(file, "utf8");
    for (const [title, make] of Object.entries(tables)) {
      const table = await format(make(language), { parser: "markdown", printWidth: 110 });
      text = text.replace(marked(title), (_, begin, __, end) => `${begin}\n${table}\n${end}`);
    }
    fs.writeFileSync(file, text);
  }
});
