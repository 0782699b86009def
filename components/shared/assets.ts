import * as fs from "node:fs";
import * as path from "node:path";

/** Text of a file below `assets/`. */
export function readAsset(name: string): string {
  return fs.readFileSync(path.join(__dirname, "..", "assets", name), "utf8");
}

/** Text of a rule's runbook in one language. */
export function readRunbook(rule: string, language: string): string {
  return fs.readFileSync(path.join(__dirname, "..", "docs", "runbooks", `${rule}.${language}.md`), "utf8");
}
