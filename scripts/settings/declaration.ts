import * as fs from "node:fs";
import * as path from "node:path";

import { parse } from "yaml";

import type { Declared } from "./declared-types";

/** The program's folder. */
export const root = path.join(__dirname, "..", "..");

interface Declaration extends Declared {
  default?: unknown;
  description?: string;
}

/** Name and declared configuration of the project, from Pulumi.yaml. */
export function project(): { name: string; config: Record<string, Declaration> } {
  return parse(fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8")) as ReturnType<typeof project>;
}

let keys: string[] | undefined;

/** The keys of this project. A test holds them against those the program asks for. */
export function declaredKeys(): string[] {
  return (keys ??= Object.keys(project().config));
}
