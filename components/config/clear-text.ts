import { onStack } from "../shared/commands";
import type { Mistake } from "./error";

/**
 * The mistake of a secret that stands in the stack's file in clear text.
 *
 * @param how flags and key of the `config set` that stores it encrypted: `--secret wecomUrl`
 */
export function inClear(key: string, how: string, stack: string): Mistake {
  const command = onStack(`npm run pulumi -- config set ${how} <value>`, stack, undefined);
  return {
    key,
    found: "stored in clear text",
    allowed: `encrypted only; set it again with ${command}`,
    kind: "clear",
  };
}
