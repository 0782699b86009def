import * as pulumi from "@pulumi/pulumi";

import type { Owner } from "../shared/naming";
import { digestVariable } from "./digests";
import { foundEngine, runtimeFolder } from "./engine";
import { gpuVariable } from "./gpu";
import { stackOwner } from "./owner";
import { type Definitions, readDefinitions } from "./previous";
import { ConfigReader } from "./reader";
import { readStack, type StackConfig } from "./stack";

/**
 * Reads and checks the whole configuration; the only reader of `pulumi.Config` and of the environment. Every key is asked
 * for whatever the others say: one that is not is unknown.
 *
 * @param reader knows afterwards which keys there are
 * @throws pulumi.RunError one error that lists every mistake: key, value, what is allowed.
 */
export function loadConfig(reader = new ConfigReader(pulumi.getProject())): StackConfig {
  const { DOCKER_HOST: engine, DOCKER_CONTEXT: context, XDG_RUNTIME_DIR: runtime } = process.env;
  // A context stands here only where it is not there: nobody guesses then.
  const found = engine || context ? undefined : foundEngine(runtimeFolder(runtime));
  const { [gpuVariable]: offered, [digestVariable]: digests } = process.env;
  const config = readStack(reader, { engine, found, offered, digests });
  reader.finish();
  return config;
}

/** Whose this stack is; undefined where nothing is deployed (`render`, tests), which have no organisation. */
export function loadOwner(): Owner | undefined {
  let organization: string;
  try {
    organization = pulumi.getOrganization();
  } catch {
    return undefined;
  }
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return stackOwner({ environment: process.env, project, stack, organization: () => organization });
}

/** Containers that are to be as they were; usually none (scripts/pulumi/fallback.ts). */
export function loadPrevious(): Definitions {
  return readDefinitions(process.env.DEEPCHAT_OBSERVABILITY_PREVIOUS);
}
