import * as fs from "node:fs";

import * as pulumi from "@pulumi/pulumi";

/** Inputs of containers as an earlier state has them, by the containers' physical names. Secrets are in clear. */
export type Definitions = Record<string, Record<string, unknown>>;

/** Reads definitions from a file; none without one. */
export function readDefinitions(file: string | undefined): Definitions {
  return file ? (JSON.parse(fs.readFileSync(file, "utf8")) as Definitions) : {};
}

/** Gives the containers named there their earlier definition again, instead of what the program says. */
export function keepPrevious(definitions: Definitions): void {
  if (Object.keys(definitions).length === 0) return;
  pulumi.runtime.registerStackTransformation(({ type, props, opts }) => {
    const { name } = props as { name?: unknown };
    const earlier = typeof name === "string" ? definitions[name] : undefined;
    if (type !== "docker:index/container:Container" || !earlier) return undefined;
    // Which of them was secret is not known any more.
    const secret = ["envs", "uploads"].filter((key) => earlier[key] !== undefined);
    return {
      props: { ...earlier, ...Object.fromEntries(secret.map((key) => [key, pulumi.secret(earlier[key])])) },
      opts,
    };
  });
}
