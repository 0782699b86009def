import * as fs from "node:fs";

/** Inputs of containers as an earlier state has them, by the containers' physical names. Secrets are in clear. */
export type Definitions = Record<string, Record<string, unknown>>;

/** Reads definitions from a file; none without one. */
export function readDefinitions(file: string | undefined): Definitions {
  return file ? (JSON.parse(fs.readFileSync(file, "utf8")) as Definitions) : {};
}
