import * as fs from "node:fs";
import * as path from "node:path";

import { format } from "prettier";

import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { root } from "./offline/project";
import { documents, marked, tables } from "./tables/documents";

/** Writes the tables in the documents that come from the program itself. A test fails when they are out of date. */
run(async () => {
  readArguments({
    name: "docs",
    does: "Writes the tables of the documents that come from the program. For those who change the program.",
    example: "",
    stack: false,
  });
  for (const { file, language } of documents()) {
    const place = path.join(root, file);
    let text = fs.readFileSync(place, "utf8");
    for (const [title, make] of Object.entries(tables)) {
      const table = await format(await make(language), { parser: "markdown", printWidth: 110 });
      text = text.replace(marked(title), (_, begin, __, end) => `${begin}\n${table}\n${end}`);
    }
    fs.writeFileSync(place, text);
  }
});
