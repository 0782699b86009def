import * as path from "node:path";

import * as pulumi from "@pulumi/pulumi";

import { loadConfig } from "../../components/config";
import { ConfigError, type Mistake } from "../../components/config/error";
import type { StackConfig } from "../../components/config/stack";
import type { Plain } from "../../components/receivers/kind";
import { Failure } from "../command/fail";
import { wrongTypes } from "../settings/declared-types";
import { type Handed, listsAsText, project, root, stackConfig, type StackTree } from "./project";

/** A resource the program asked for. */
export interface Registered {
  type: string;
  name: string;
  /** Inputs, secrets masked. */
  inputs: Record<string, unknown>;
  /** Names of the resources above it, outermost first. */
  path: string[];
  provider: string;
}

/**
 * Checks and returns a stack's configuration without the Pulumi CLI, as the program would.
 *
 * @param decrypted values to use instead of those of the stack's file, whose secrets cannot be read
 */
export async function readConfig(
  stack: string,
  decrypted: Record<string, string> = {},
): Promise<StackConfig> {
  const { raw, mistakes } = await offline(stack, () => undefined, decrypted);
  const wrong = wrongTypes(raw, project().config, stack);
  try {
    const config = check(mistakes, stack);
    if (wrong) throw new Failure(wrong);
    return config;
  } catch (error) {
    throw wrong && error instanceof ConfigError ? new Failure(`${error.message}\n\n${wrong}`) : error;
  }
}

/**
 * Mistakes a stack's configuration would have.
 *
 * @param own the stack's own part of it
 */
export async function mistakesIn(stack: string, own: StackTree): Promise<readonly Mistake[]> {
  const { mistakes } = await offline(stack, () => undefined, {}, own);
  try {
    check([...mistakes, ...listsAsText(own, stack)], stack);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.mistakes;
    throw error;
  }
}

/** All mistakes together: those the stack's file shows, and those the program finds. */
function check(shown: Mistake[], stack: string): StackConfig {
  try {
    const config = loadConfig();
    if (shown.length === 0) return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const others = error.mistakes.filter(({ key }) => !shown.some((mistake) => mistake.key === key));
    throw new ConfigError([...shown, ...others], stack);
  }
  throw new ConfigError(shown, stack);
}

/** The text inside a secret. */
export async function reveal(value: pulumi.Output<string> | undefined): Promise<string> {
  return value ? new Promise((resolve) => value.apply(resolve)) : "";
}

/** The same with what is secret in clear; only in the object itself, not in what is inside it. */
export async function revealed<T extends object>(fields: T): Promise<Plain<T>> {
  const entries = Object.entries(fields).map(async ([name, value]: [string, unknown]) => [
    name,
    pulumi.Output.isInstance(value) ? await reveal(value as pulumi.Output<string>) : value,
  ]);
  return Object.fromEntries(await Promise.all(entries)) as Plain<T>;
}

/**
 * Runs the program without engine, CLI, Docker or network, and returns what it asked for, in stable order. Once a process:
 * the program runs when it is imported.
 *
 * @param warn whether the program's warnings are shown
 * @param own  the stack's own part of the configuration. @default what its files say
 */
export async function evaluate(
  stack: string,
  { warn, own }: { warn: boolean; own?: StackTree } = { warn: true },
): Promise<Registered[]> {
  const recorded = new Map<string, pulumi.runtime.MockResourceArgs>();
  const asked: pulumi.ResourceTransformationArgs[] = [];
  await offline(stack, (args) => recorded.set(`${args.type} ${args.name}`, args), {}, own);
  const { warn: shown } = console;
  if (!warn) console.warn = () => undefined;
  await pulumi.runtime.runInPulumiStack(() => {
    pulumi.runtime.registerStackTransformation((args) => {
      asked.push(args);
      return undefined;
    });
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- the program runs on import, anew at each call
    require(path.join(root, "index"));
    return Promise.resolve();
  });
  await pulumi.runtime.disconnect();
  console.warn = shown;
  const resources = asked.map(async ({ type, name, props, opts }) => ({
    type,
    name,
    // From here, not from the mocks: those see a whole list as secret for one secret in it.
    inputs: (await mask(props)) as Record<string, unknown>,
    path: ancestors(opts.parent),
    provider: /::([^:]+)::[^:]*$/.exec(recorded.get(`${type} ${name}`)?.provider ?? "")?.[1] ?? "",
  }));
  return (await Promise.all(resources)).sort((a, b) => sortKey(a).localeCompare(sortKey(b), "en"));
}

function sortKey(resource: Registered): string {
  return [...resource.path, resource.name].join("\n");
}

async function offline(
  stack: string,
  seen: (args: pulumi.runtime.MockResourceArgs) => void,
  decrypted: Record<string, string> = {},
  own?: StackTree,
): Promise<Handed> {
  await pulumi.runtime.setMocks(
    {
      call: ({ token }) => {
        throw new Error(`The program calls ${token}, which needs a running engine.`);
      },
      newResource: (args) => {
        seen(args);
        return { id: `${args.name}-id`, state: { ...inputsOf(args), ...outputs(args) } };
      },
    },
    project().name,
    stack,
  );
  const handed = stackConfig(stack, own);
  pulumi.runtime.setAllConfig({ ...handed.values, ...decrypted }, handed.secrets);
  return handed;
}

/** The SDK leaves them without a type. */
function inputsOf(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  return args.inputs as Record<string, unknown>;
}

/** Outputs the program builds on that only a provider would know. */
function outputs(args: pulumi.runtime.MockResourceArgs): Record<string, unknown> {
  const { type } = args;
  if (type === "docker:index/remoteImage:RemoteImage") return { imageId: inputsOf(args).name };
  if (type === "random:index/randomPassword:RandomPassword") return { result: "generated" };
  return {};
}

function ancestors(resource: pulumi.Resource | undefined): string[] {
  const above = resource as unknown as
    { __name?: string; __pulumiType: string; __parentResource?: pulumi.Resource } | undefined;
  return above?.__name && above.__pulumiType !== "pulumi:pulumi:Stack"
    ? [...ancestors(above.__parentResource), above.__name]
    : [];
}

async function mask(value: unknown): Promise<unknown> {
  if (pulumi.Output.isInstance(value)) {
    return (await pulumi.isSecret(value))
      ? "(secret)"
      : mask(await new Promise((resolve) => value.apply(resolve)));
  }
  if (Array.isArray(value)) return Promise.all(value.map(mask));
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => a.localeCompare(b, "en"))
    .map(async ([key, entry]) => [key, await mask(entry)]);
  return Object.fromEntries(await Promise.all(entries));
}
