import { parseArgs } from "node:util";

import { onStack } from "../../components/shared/commands";

/** The stack a command acts on where nobody names one. */
const usual = "dev";

/** The stack this command acts on: `--stack` (or `-s`), what `stack init` and its like name, else PULUMI_STACK, else `dev`. */
export function chosenStack(args: string[] = process.argv.slice(2)): string {
  return namedStack(args) ?? usual;
}

/** The stack somebody named, by a flag or by PULUMI_STACK. */
export function namedStack(args: string[] = process.argv.slice(2)): string | undefined {
  const text = { type: "string" } as const;
  // What follows -c, -m or -t of the CLI, with or without a blank, is no flag.
  const others = {
    config: { ...text, short: "c" },
    message: { ...text, short: "m" },
    target: { ...text, short: "t" },
    cwd: { ...text, short: "C" },
    ...{ "copy-config-from": text, "secrets-provider": text, teams: text },
  } as const;
  const options = { stack: { ...text, short: "s" }, ...others } as const;
  const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const { stack } = values;
  const [command, verb = "", name] = positionals;
  const worded = command === "stack" && /^(?:init|select|rm)$/.test(verb) ? name : undefined;
  const named = typeof stack === "string" && stack !== "" ? stack : (worded ?? process.env.PULUMI_STACK);
  // With Pulumi's service a name may be organization/project/stack.
  return named ? named.split("/").pop() : undefined;
}

/** From here on this command, and what it tells of others, acts on a stack that nobody named: what it was given is of it. */
export function actOn(stack: string): void {
  process.argv.push("--stack", stack);
}

/** A text for people whose commands act on this command's stack, too: without a flag they would act on another one. */
export function here(text: string, stack: string = chosenStack()): string {
  const bare = process.env.PULUMI_STACK || usual;
  return onStack(text, stack, bare === usual ? usual : undefined);
}
