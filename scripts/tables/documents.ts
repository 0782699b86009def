import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../offline/project";
import { alertsTable } from "./alerts-table";
import { configTable } from "./config-table";
import { formatsTable } from "./formats-table";
import { hardeningTable } from "./hardening-table";
import { receiversTable } from "./receivers-table";

/** The tables in the documents that come from the program itself, by the name in their markers. */
export const tables = {
  config: configTable,
  formats: formatsTable,
  alerts: alertsTable,
  receivers: receiversTable,
  hardening: hardeningTable,
};

/** A document for people, by its path in the project. */
export interface Document {
  file: string;
  language: "en" | "zh";
}

/** The READMEs and the pages of `docs/` that are there in both languages. */
export function documents(): Document[] {
  const pages = fs
    .readdirSync(path.join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const all = ["README.md", "README.zh.md", ...pages];
  return all.flatMap((file): Document[] => {
    if (file.endsWith(".zh.md")) return [{ file, language: "zh" }];
    return all.includes(file.replace(/\.md$/, ".zh.md")) ? [{ file, language: "en" }] : [];
  });
}

/** A document's table of that name: its begin marker, what stands between, its end marker. */
export function marked(name: string): RegExp {
  return new RegExp(`(<!-- ${name}:begin -->\n)(.*)(<!-- ${name}:end -->)`, "s");
}
