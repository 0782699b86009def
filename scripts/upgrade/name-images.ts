import type { StackConfig } from "../../components/config/stack";
import { inRegistry } from "../../components/shared/images";
import { Failure } from "../command/fail";
import { project, stackTree } from "../offline/project";
import type { Pulumi } from "../pulumi/pulumi";
import { digestOf, pinnedDigests } from "../supply/digests";

/**
 * Has the stack's files name these images.
 *
 * @param images by key; empty: this release's own
 * @returns keys that the files name now
 */
export function nameImages(
  pulumi: Pulumi,
  { stack }: Pick<StackConfig, "stack">,
  images: Record<string, string>,
): string[] {
  const { name, config } = project();
  const tree = stackTree(stack);
  const registry = tree[`${name}:imageRegistry`];
  const pinned = pinnedDigests();
  const held: string[] = [];
  for (const [key, image] of Object.entries(images)) {
    const release = String(config[key]?.default);
    const own = tree[`${name}:${key}`];
    const ours = inRegistry(release, typeof registry === "string" ? registry : "");
    const usual = ["", ours, `${ours}@${digestOf(ours, pinned)}`].includes(image);
    if (!usual) held.push(key);
    if (usual ? own === undefined : own === image) continue;
    const command = usual ? ["config", "rm", key] : ["config", "set", key, image];
    if (pulumi.passThrough([...command, "--stack", stack], ["config", command[1] ?? ""]) !== 0)
      throw new Failure(
        `The stack's file cannot be changed: ${command.join(" ")} failed; the lines above say why.`,
      );
  }
  return held;
}
