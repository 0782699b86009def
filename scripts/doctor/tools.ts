import type { Docker } from "../engine/docker";
import { cliHere } from "../pulumi/find-cli";
import { ownPluginServer } from "../pulumi/plugin-server";
import { StackFiles } from "../settings/stack-files";
import { type Diagnosis, told } from "./diagnosis";
import { downloads, type Missing } from "./downloads";
import type { EngineFacts } from "./engine-facts";
import { clock } from "./host";
import type { Machine } from "./machine";
import { plugins } from "./plugins";
import { pulumiVersions } from "./versions";

/**
 * The Pulumi CLI, its plugins, and whether what is missing of these and of the images can be had; and the clock, which is
 * held against the clocks of whoever was asked for that.
 *
 * @param facts undefined: there is no engine to ask
 */
export async function tools(
  docker: Pick<Docker, "cli" | "local">,
  machine: Machine,
  facts: EngineFacts | undefined,
  images: Missing["images"],
  stack: string,
): Promise<Diagnosis[]> {
  const cli = cliHere();
  const files = new StackFiles(stack);
  const needed = plugins(files.exist() ? ownPluginServer(files) : undefined);
  const missing = { images, plugins: needed.filter(({ at }) => !at), cli: !cli };
  const [{ found, outside }, here, built] = await Promise.all([
    downloads(machine, missing, facts, docker.local),
    pulumiVersions(machine, cli, needed).catch((error: Error) => [told("Pulumi CLI", error.message)]),
    facts ? newestImage(docker) : undefined,
  ]);
  const time = await clock(machine, { engine: facts?.time, built, outside });
  return [time, ...here, ...found];
}

/** When the newest image on the engine was built, which is in the past. */
async function newestImage({ cli }: Pick<Docker, "cli">): Promise<number | undefined> {
  const { stdout: ids } = await cli.run(["image", "ls", "-q", "--no-trunc"]);
  const some = [...new Set(ids.split("\n").filter(Boolean))].slice(0, 50);
  if (some.length === 0) return undefined;
  const { stdout } = await cli.run(["image", "inspect", "--format", "{{.Created}}", ...some]);
  const times = stdout.split("\n").map((line) => Date.parse(line));
  const known = times.filter((time) => !Number.isNaN(time));
  return known.length > 0 ? Math.max(...known) : undefined;
}
