import * as fs from "node:fs";
import * as path from "node:path";

import { bundle } from "./bundle";

const root = path.join(__dirname, "..", "..");

/** Text of a file below `assets/`. */
export function readAsset(name: string): string {
  return fs.readFileSync(path.join(root, "assets", name), "utf8");
}

/** Text of a rule's runbook in one language. */
export function readRunbook(rule: string, language: string): string {
  return fs.readFileSync(path.join(root, "docs", "runbooks", `${rule}.${language}.md`), "utf8");
}

/** A program below `programs/` as one JavaScript file that depends on nothing but a container's Node.js. */
export function readProgram(
  name: "adopt" | "backup" | "probe" | "relay" | "rekey" | "sensor" | "tls",
): string {
  return bundle(`programs/${name}/main.ts`, `Made of programs/${name}/*.ts, where the comments are.`);
}
