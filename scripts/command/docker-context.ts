import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/**
 * Puts the engine of the context that DOCKER_CONTEXT names into DOCKER_HOST, for this process and all it starts: the docker
 * command would use the one, and the Docker provider the other. As with the docker command, DOCKER_HOST stands above it.
 * A context that is not there stays in the variable; whoever needs the engine refuses it.
 */
export function settleContext(environment: NodeJS.ProcessEnv = process.env): void {
  const { DOCKER_CONTEXT: name, DOCKER_HOST: host } = environment;
  if (!name) return;
  const address = host || name === "default" ? undefined : addressOf(name, environment);
  if (address) environment.DOCKER_HOST = address;
  if (address || host || name === "default") delete environment.DOCKER_CONTEXT;
}

/** What is wrong with a context that is not there, and what to do. */
export function noContext(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const there = contexts(environment);
  return (
    `DOCKER_CONTEXT is ${JSON.stringify(name)}, and this user has no docker context of that name with an engine's address; ` +
    `allowed: ${["default", ...there].join(", ")} (docker context ls). ` +
    "Unset it for the engine on this machine, or name an engine by the key dockerHost or by DOCKER_HOST."
  );
}

/** Address of a context's engine. */
function addressOf(name: string, environment: NodeJS.ProcessEnv): string | undefined {
  const folder = crypto.createHash("sha256").update(name).digest("hex");
  return read(path.join(metadata(environment), folder))?.Endpoints?.docker?.Host || undefined;
}

function contexts(environment: NodeJS.ProcessEnv): string[] {
  const folder = metadata(environment);
  const all = fs.existsSync(folder) ? fs.readdirSync(folder) : [];
  return all.flatMap((each) => read(path.join(folder, each))?.Name ?? []).sort();
}

/** Where the docker command keeps contexts. */
function metadata({ DOCKER_CONFIG: folder, HOME: home }: NodeJS.ProcessEnv): string {
  return path.join(folder || path.join(home ?? os.homedir(), ".docker"), "contexts", "meta");
}

interface Context {
  Name?: string;
  Endpoints?: { docker?: { Host?: string } };
}

function read(folder: string): Context | undefined {
  try {
    return JSON.parse(fs.readFileSync(path.join(folder, "meta.json"), "utf8")) as Context;
  } catch {
    return undefined;
  }
}
