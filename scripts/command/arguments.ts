import { parseArgs } from "node:util";

import { Failure } from "./fail";
import { chosenStack } from "./stack-name";
import { refuseSwallowed } from "./swallowed";

type Flags = Record<string, { type: "string" | "boolean"; short?: string; help: string }>;

/** What a command says of itself. */
export interface Usage<F extends Flags> {
  /** As npm knows it. */
  name: string;
  /** What it does, in a sentence or two. */
  does: string;
  /** Its own flags, besides --stack and --help; `help` says in a line what each does. */
  flags?: F;
  /** Arguments of an example, after `--`. */
  example: string;
  /** False: it has nothing to do with a stack. */
  stack?: false;
  /** What stands before its flags, such as `<file>`. @default nothing may */
  words?: string;
  /** How many of these words have to be there. @default any number */
  wordCount?: number;
}

const help = { type: "boolean", short: "h", help: "show this" } as const;
const stackFlag = {
  type: "string",
  short: "s",
  help: "the stack to act on (default: PULUMI_STACK, else dev)",
} as const;

/**
 * Reads a command's flags; `--stack`, or PULUMI_STACK, chooses the stack, else `dev`. `--help` prints what the command
 * does and ends it.
 *
 * @throws Failure on an unknown flag, naming those there are.
 */
export function readArguments<F extends Flags>(usage: Usage<F>) {
  const flags = (usage.flags ?? {}) as F;
  const options = { ...(usage.stack === false ? {} : { stack: stackFlag }), ...flags, help };
  refuseSwallowed(usage.name, Object.keys(options));
  try {
    const { values, positionals } = parseArgs({ options, allowPositionals: usage.words !== undefined });
    if ((values as { help?: boolean }).help) {
      console.log(helpText({ ...usage, flags: options }));
      process.exit(0);
    }
    const { words, wordCount = positionals.length } = usage;
    if (positionals.length !== wordCount)
      throw new Error(`${positionals.length < wordCount ? "No" : "More than one"} ${words} is named`);
    return { ...values, positionals, stack: chosenStack() };
  } catch (error) {
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new Failure(
      `${(error as Error).message.split(". ")[0]}. Flags: ${known.join(", ")} (after \`--\`: npm run ${usage.name} -- ${usage.example}).`,
      64,
    );
  }
}

function helpText({ name, does, flags = {}, example, words }: Usage<Flags>): string {
  const names = Object.entries(flags).map(([flag, { type, short }]) => {
    const value = type === "string" ? ` ${flag.toUpperCase()}` : "";
    return `${short ? `-${short}, ` : "    "}--${flag}${value}`;
  });
  const width = Math.max(...names.map((text) => text.length));
  const lines = Object.values(flags).map(({ help }, i) => `  ${names[i]?.padEnd(width)}  ${help}`);
  return [
    `Usage: npm run ${name} -- ${words === undefined ? "" : `${words} `}[flags]`,
    `\n${does}\n`,
    "Flags (after `--`):",
    ...lines,
    `\nExample: npm run ${name}${example ? ` -- ${example}` : ""}`,
  ].join("\n");
}
