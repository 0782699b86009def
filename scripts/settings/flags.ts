import { parseArgs } from "node:util";

import { Failure } from "../command/fail";
import { here } from "../command/stack-name";

const text = { type: "string" } as const;

/** Flags of the CLI with which it reads or writes configuration past this project's checks. */
const options = {
  ...{ stack: { ...text, short: "s" }, cwd: { ...text, short: "C" }, message: { ...text, short: "m" } },
  ...{ target: { ...text, short: "t" }, verbose: { ...text, short: "v" }, parallel: { ...text, short: "p" } },
  ...{ config: { ...text, short: "c", multiple: true }, "config-file": text },
} as const;

/** Commands of the CLI that run the program, by all their names, and what this project's own are called. */
const names: Partial<Record<string, string>> = {
  ...{ up: "up", update: "up", preview: "preview", pre: "preview" },
  ...{ refresh: "refresh", destroy: "destroy", down: "destroy", dn: "destroy" },
};

/** Commands of the CLI, with their other names, that run the program and store what their flag `-c` says. */
export const storing = Object.keys(names);

/** This project's own command for one of the CLI that runs the program. */
export function ownName(command: string): string | undefined {
  return Object.hasOwn(names, command) ? names[command] : undefined;
}

/**
 * Refuses flags that would set configuration past the checks of `config set`, or in a file that nothing else reads.
 *
 * @param args of the CLI
 * @throws Failure what to type instead
 */
export function refuseConfigFlags(args: string[]): void {
  const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const [command = ""] = positionals;
  if (values["config-file"] !== undefined)
    throw new Failure(
      "--config-file is not taken here, and nothing was done: the files of a stack are Pulumi.NAME.yaml and Pulumi.NAME.local.yaml; choose the stack with --stack NAME.",
      64,
    );
  if (!storing.includes(command) || (values.config ?? values["config-path"]) === undefined) return;
  // Not its value: that may be a secret.
  const [pair = ""] = (Array.isArray(values.config) ? values.config : []).map(String);
  const key = /^=?([\w.:-]+)=/.exec(pair)?.[1] ?? "KEY";
  throw new Failure(
    here(
      `${command} takes no -c, --config or --config-path here, and nothing was done: what they set would be stored without a check. ` +
        `Set it first: npm run pulumi -- config set ${key} <value> (a secret with --secret), then ${command}.`,
    ),
    64,
  );
}
