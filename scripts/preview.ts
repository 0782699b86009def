import { readArguments } from "./support/arguments";
import { explain } from "./support/explain";
import { Failure, run } from "./support/fail";
import { readConfig } from "./support/program";
import { Pulumi } from "./support/pulumi";

/** Shows what `up` would change. Needs neither Docker nor Grafana. */
run(async () => {
  const { stack, diff } = readArguments({ diff: { type: "boolean" } });
  await readConfig(stack);
  const pulumi = new Pulumi(stack);
  pulumi.select();
  const { ok, output } = await pulumi.show(["preview", ...(diff ? ["--diff"] : [])]);
  if (!ok) throw new Failure(explain(output, "preview"));
});
