import * as fs from "node:fs";
import * as path from "node:path";

import { format } from "prettier";

import { run } from "./support/fail";
import { configTable } from "./support/config-table";
import { root } from "./support/project";

/** Writes the tables in the READMEs that come from the program itself. A test fails when they are out of date. */
run(async () => {
  for (const [name, language] of [["README.md", "en"] as const, ["README.zh.md", "zh"] as const]) {
    const file = path.join(root, name);
    const text = fs.readFileSync(file, "utf8");
    const table = await format(configTable(language), { parser: "markdown", printWidth: 110 });
    fs.writeFileSync(
      file,
      text.replace(/(<!-- config:begin -->\n).*(<!-- config:end -->)/s, `$1\n${table}\n$2`),
    );
  }
});
