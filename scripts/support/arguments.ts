import { parseArgs } from "node:util";

import { Failure } from "./fail";

type Flags = Record<string, { type: "string" | "boolean"; short?: string }>;

/**
 * Reads a command's flags; `--stack`, or PULUMI_STACK, chooses the stack, else `dev`.
 *
 * @throws Failure on an unknown flag, naming those there are.
 */
export function readArguments<F extends Flags>(flags: F) {
  const options = { stack: { type: "string", short: "s" }, ...flags } as const;
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: false });
    const stack = (values as { stack?: string }).stack ?? process.env.PULUMI_STACK ?? "dev";
    return { ...values, positionals, stack };
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new Failure(
      `${(error as Error).message.split(". ")[0]}. Flags: ${known.join(", ")} (after \`--\`: npm run up -- --stack prod).`,
      64,
    );
  }
}
