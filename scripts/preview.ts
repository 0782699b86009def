import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { beforePreview } from "./engine/before-preview";
import { imagesByDigest } from "./engine/by-digest";
import { Docker } from "./engine/docker";
import { withGpu } from "./engine/gpu";
import { refuseUnfitLoki } from "./engine/refuse-loki";
import { evaluate, readConfig } from "./offline/program";
import { tree } from "./offline/tree";
import { explain } from "./pulumi/explain";
import { NoCli } from "./pulumi/find-cli";
import { Pulumi } from "./pulumi/pulumi";

/** Shows what `up` would change. Needs neither Docker nor Grafana. */
run(async () => {
  const { stack, diff } = readArguments({
    name: "preview",
    does: "Shows what `up` would change, and changes nothing. Needs neither Docker nor Grafana.",
    flags: { diff: { type: "boolean", help: "show each changed property" } },
    example: "--stack lab --diff",
  });
  const first = await readConfig(stack);
  const found = await withGpu(first, new Docker(first));
  const { config, docker } = await imagesByDigest(found);
  const pulumi = await orTree(stack, () => new Pulumi(stack));
  if (!pulumi) return;
  const refused = await beforePreview(config, docker, pulumi);
  try {
    pulumi.select();
    await refuseUnfitLoki(config, pulumi);
    const { ok, output } = await pulumi.show(["preview", ...(diff ? ["--diff"] : [])]);
    if (!ok) throw new Failure(explain(output, "preview", stack));
  } finally {
    // However it went: it may be why.
    if (refused) console.error(`\n${refused}`);
  }
});

/**
 * The CLI; where there is none, and none can be had, shows what the program asks for by itself: `render` writes it in full.
 *
 * @returns undefined where that was shown
 */
async function orTree(stack: string, find: () => Pulumi): Promise<Pulumi | undefined> {
  try {
    return find();
  } catch (error) {
    if (!(error instanceof NoCli)) throw error;
    const resources = await evaluate(stack);
    console.log(
      `${error.message}\n\nThe configuration of stack ${stack} is in order. Without the CLI, so without what there is already, ` +
        `its ${resources.length} resources are:\n\n${tree(resources)}`,
    );
    return undefined;
  }
}
