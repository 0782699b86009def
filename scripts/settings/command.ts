import { parseArgs } from "node:util";

import { Failure } from "../command/fail";

/** A key somebody wants to set or take out. */
export interface Change {
  /** As it was typed, with its namespace if it had one. */
  key: string;
  /** The key is a path into a list or an object. */
  path: boolean;
  /** undefined: it will be asked for, or comes from standard input. */
  value?: string;
  secret: boolean;
}

/** A `pulumi config` command that changes something. */
export interface ConfigCommand {
  verb: "set" | "remove";
  changes: Change[];
}

const text = { type: "string" } as const;
const many = { type: "string", multiple: true } as const;
const flag = { type: "boolean" } as const;

/** Flags of the CLI that have a value, which is no argument of the command. */
const valued = {
  stack: { type: "string", short: "s" },
  cwd: { type: "string", short: "C" },
  verbose: { type: "string", short: "v" },
  ...{
    "config-file": text,
    color: text,
    type: text,
    logflow: flag,
    profiling: text,
    tracing: text,
    otel: text,
  },
} as const;

/** The words of a CLI call that are no flags: the command, its subcommand, its arguments. */
export function words(args: string[]): string[] {
  return parseArgs({ args, options: valued, strict: false, allowPositionals: true }).positionals;
}

/** What a CLI call would change in the configuration; undefined when nothing. */
export function configCommand(args: string[]): ConfigCommand | undefined {
  const [command, verb] = words(args);
  if (command !== "config") return undefined;
  if (verb === "set-all") return { verb: "set", changes: setAll(args) };
  const options = { ...valued, path: flag, secret: flag, plaintext: flag };
  const { values, positionals } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const [, , ...rest] = positionals;
  const path = on(values.path);
  if (verb === "set") {
    const [key, value] = rest;
    if (key === undefined) return undefined;
    // The CLI would take it for flags, and ask for the value.
    const taken = args
      .slice(0, args.includes("--") ? args.indexOf("--") : undefined)
      .find((arg) => /^-\d/.test(arg));
    if (taken !== undefined && value === undefined)
      throw new Failure(`${taken} looks like a flag: put -- in front of it, at the end of the command.`, 64);
    return {
      verb: "set",
      changes: [{ key, path, value, secret: on(values.secret) && !on(values.plaintext) }],
    };
  }
  if (verb === "rm" || verb === "rm-all")
    return { verb: "remove", changes: rest.map((key) => ({ key, path, secret: false })) };
  return undefined;
}

function setAll(args: string[]): Change[] {
  const options = { ...valued, path: flag, secret: many, plaintext: many, json: text };
  const { values } = parseArgs({ args, options, strict: false, allowPositionals: true });
  const path = on(values.path);
  const pairs = (list: unknown, secret: boolean): Change[] =>
    (Array.isArray(list) ? list : []).map((pair) => {
      const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(String(pair)) ?? [];
      return { key, path, value, secret };
    });
  return [...pairs(values.plaintext, false), ...pairs(values.secret, true), ...fromJson(values.json)];
}

/** What `pulumi config --json` prints. */
function fromJson(json: unknown): Change[] {
  if (typeof json !== "string") return [];
  try {
    const entries = Object.entries(JSON.parse(json) as Record<string, { value?: string; secret?: boolean }>);
    return entries.map(([key, { value, secret }]) => ({ key, path: false, value, secret: secret === true }));
  } catch {
    // The CLI says what is wrong with it.
    return [];
  }
}

/** A flag may be written --flag, --flag=true or --flag=false. */
function on(value: unknown): boolean {
  return value !== undefined && value !== false && value !== "false";
}
