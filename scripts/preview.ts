import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { beforePreview } from "./engine/before-preview";
import { Docker } from "./engine/docker";
import { readConfig } from "./offline/program";
import { explain } from "./pulumi/explain";
import { Pulumi } from "./pulumi/pulumi";

/** Shows what `up` would change. Needs neither Docker nor Grafana. */
run(async () => {
  const { stack, diff } = readArguments({
    name: "preview",
    does: "Shows what `up` would change, and changes nothing. Needs neither Docker nor Grafana.",
    flags: { diff: { type: "boolean", help: "show each changed property" } },
    example: "--stack lab --diff",
  });
  const config = await readConfig(stack);
  const pulumi = new Pulumi(stack);
  const refused = await beforePreview(config, new Docker(config), pulumi);
  pulumi.select();
  const { ok, output } = await pulumi.show(["preview", ...(diff ? ["--diff"] : [])]);
  if (refused) console.error(`\n${refused}`);
  if (!ok) throw new Failure(explain(output, "preview", stack));
});
