import { readArguments } from "./support/arguments";
import { Docker } from "./support/docker";
import { explain } from "./support/explain";
import { Failure, run } from "./support/fail";
import { Guard } from "./support/guard";
import { readConfig } from "./support/program";
import { Pulumi } from "./support/pulumi";
import { withTunnel } from "./support/tunnel";

/** Reads what there is into Pulumi's state, changing nothing on the host. */
run(async () => {
  const { stack } = readArguments({});
  const config = await readConfig(stack);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack);
  await new Guard(config, docker, pulumi).check("refresh");
  pulumi.select();
  const grafana = docker.containers().find(({ role }) => role === "grafana");
  const partial = config.role !== "agent" && !grafana?.running;
  if (partial) console.log("Grafana is not running: its content is not looked at (npm run up starts it).");
  const only = partial ? ["--target", "**docker:index/**"] : [];
  const { ok, output } = await withTunnel(config, () =>
    pulumi.show(["refresh", "--yes", "--skip-preview", ...only]),
  );
  if (!ok) throw new Failure(explain(output, "refresh", stack));
});
