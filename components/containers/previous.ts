import * as pulumi from "@pulumi/pulumi";

import type { Definitions } from "../config/previous";

/** Gives the containers named there their earlier definition again, instead of what the program says: when one could not be replaced, the one before it is brought back. */
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
