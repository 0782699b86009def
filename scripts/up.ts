import { readArguments } from "./support/arguments";
import { Docker } from "./support/docker";
import { explain } from "./support/explain";
import { Failure, run } from "./support/fail";
import { readConfig } from "./support/program";
import { Pulumi } from "./support/pulumi";
import { Recovery } from "./support/recover";
import { report } from "./support/report";
import { withTunnel } from "./support/tunnel";

/** Makes the stack, or brings it back to what its configuration says. Safe to repeat at any time. */
run(async () => {
  const flags = readArguments({
    name: "up",
    does: "Makes the stack, or brings it back to what its configuration says. Safe to repeat at any time.",
    flags: {
      "reset-admin-password": {
        type: "boolean",
        help: "put the stack's own password of Grafana's admin back, whatever it was changed to",
      },
      verbose: { type: "boolean", help: "show all that Pulumi says, also on a terminal" },
    },
    example: "--stack lab",
  });
  // Mistakes that can be known beforehand are told before anything is touched.
  const config = await readConfig(flags.stack);
  const docker = new Docker(config);
  docker.check();
  const pulumi = new Pulumi(flags.stack, flags.verbose);
  await docker.checkPorts();
  docker.pullMissing();

  pulumi.select();
  await withTunnel(config, async () => {
    const recovery = new Recovery(pulumi, docker, config);
    const newData = await recovery.before();
    if (flags["reset-admin-password"]) docker.resetAdminPassword();
    const { ok, output } = await pulumi.show(["up", "--yes", "--skip-preview"]);
    if (!ok) throw new Failure(explain(output, "up", flags.stack));
    if (newData) await recovery.afterNewData();
  });

  report(config);
});
