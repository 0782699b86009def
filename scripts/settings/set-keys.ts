import * as fs from "node:fs";

import { parseDocument } from "yaml";

import { project } from "./declaration";
import { quoteDates } from "./quoted-dates";
import type { StackFiles } from "./stack-files";

/**
 * Sets keys of this program's as the CLI would, in the file that git ignores; undefined takes one away.
 *
 * @returns what the stack's files said of them before, to be set again
 */
export function setKeys(files: StackFiles, values: Record<string, unknown>): Record<string, unknown> {
  const { name } = project();
  const { config = {} } = files.content();
  files.prepare();
  const document = parseDocument(fs.readFileSync(files.whole, "utf8"));
  const before = Object.keys(values).map((key) => [key, config[`${name}:${key}`]]);
  for (const [key, value] of Object.entries(values)) {
    const place = ["config", `${name}:${key}`];
    if (value === undefined) document.deleteIn(place);
    else document.setIn(place, document.createNode(value));
  }
  fs.writeFileSync(files.whole, quoteDates(document).toString({ lineWidth: 0 }));
  files.keep();
  return Object.fromEntries(before) as Record<string, unknown>;
}
