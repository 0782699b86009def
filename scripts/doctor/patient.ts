import { foundEngine, runtimeFolder } from "../../components/config/engine";
import { ConfigError, type Mistake, sentence } from "../../components/config/error";
import type { StackConfig } from "../../components/config/stack";
import { Docker } from "../engine/docker";
import { withGpu } from "../engine/gpu";
import { readConfig } from "../offline/program";
import { project, type StackTree, stackTree } from "../offline/project";
import { type Diagnosis, told } from "./diagnosis";
import { hasSecrets, type Onlooker } from "./onlooker";

/** What is examined: a stack's configuration, as far as it can be read, and its engine. */
export interface Patient {
  stack: string;
  /** undefined: it has mistakes. */
  config?: StackConfig;
  docker: Docker;
  /** What there was to say of the configuration. */
  found: Diagnosis[];
}

const what = "configuration";

/** Reads a stack's configuration, in clear where that can be; never fails. */
export async function patientOf(stack: string, onlooker: Onlooker | undefined): Promise<Patient> {
  let tree: StackTree = {};
  try {
    tree = stackTree(stack);
    const first = await readConfig(stack);
    const { config, docker } = await withGpu(first, new Docker(first));
    return { stack, docker, ...(await inClear(config, tree, onlooker)) };
  } catch (error) {
    const mistakes =
      error instanceof ConfigError ? error.mistakes.map(ofMistake) : [told(what, (error as Error).message)];
    const { name } = project();
    const named = tree[`${name}:dockerHost`];
    const dockerHost =
      typeof named === "string" && named !== ""
        ? named
        : process.env.DOCKER_HOST
          ? undefined
          : foundEngine(runtimeFolder(process.env.XDG_RUNTIME_DIR));
    // The engine is found by its address alone, and the stack's containers by their label.
    const rest = { project: name, stack, dockerHost } as StackConfig;
    return { stack, docker: new Docker(rest), found: mistakes };
  }
}

/** A mistake as `up` tells it: with all that it says, such as the key that was meant. */
function ofMistake(mistake: Mistake): Diagnosis {
  const text = sentence(mistake);
  const { hint, ...rest } = told(what, text);
  // Some say their own command: a key that nothing reads is removed.
  const usual = text.includes("npm run pulumi")
    ? undefined
    : "npm run pulumi -- config set <key> <value> (docs/configuration.md)";
  const ways = [hint, usual].filter((way) => way !== undefined).join(" ");
  return { ...rest, ...(ways ? { hint: ways } : {}) };
}

/** With what is secret in it, so that receivers' addresses are known. */
async function inClear(
  config: StackConfig,
  tree: StackTree,
  onlooker: Onlooker | undefined,
): Promise<Pick<Patient, "config" | "found">> {
  const well: Diagnosis = { what, state: "ok", found: `of stack ${config.stack}: no mistake` };
  if (!hasSecrets(tree)) return { config, found: [well] };
  const unread = (why: string): Pick<Patient, "config" | "found"> => ({
    ...{ config, found: [well, told("secrets", why, "note")] },
  });
  if (!onlooker)
    return unread(
      "What is encrypted can be read by the Pulumi CLI alone, which cannot be used here. Receivers are not asked.",
    );
  try {
    return { config: await readConfig(config.stack, onlooker.config()), found: [well] };
  } catch (error) {
    return unread((error as Error).message);
  }
}
