import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { here } from "./command/stack-name";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { withTunnel } from "./engine/tunnel";
import { readConfig } from "./offline/program";
import { explain } from "./pulumi/explain";
import { Pulumi } from "./pulumi/pulumi";
import { takeTurn } from "./pulumi/turn";

/** Reads what there is into Pulumi's state, changing nothing on the host. */
run(async () => {
  const { stack, verbose } = readArguments({
    name: "refresh",
    does: "Reads what there is into Pulumi's state; changes nothing on the host.",
    flags: {
      verbose: { type: "boolean", help: "show all that Pulumi says, also on a terminal" },
    },
    example: "--stack lab",
  });
  const config = await readConfig(stack);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack, verbose);
  await takeTurn(pulumi, "refresh");
  await new Guard(config, docker, pulumi).check("refresh");
  pulumi.select({ create: false });
  if (pulumi.resources().length === 0)
    throw new Failure(
      `The stack ${stack} holds nothing: it was made, but never brought up, or was destroyed since. There is nothing to read; npm run up brings it up.`,
    );
  const grafana = (await docker.containers()).find(({ role }) => role === "grafana");
  const partial = config.grafana !== undefined && !grafana?.running;
  if (partial)
    console.log(here("Grafana is not running: its content is not looked at (npm run up starts it)."));
  const before = pulumi.unfinished;
  const only = partial ? ["--target", "**docker:index/**"] : [];
  const { ok, output } = await withTunnel(config, () =>
    pulumi.show(["refresh", "--yes", "--skip-preview", ...only]),
  );
  if (!ok) throw new Failure(explain(output, "refresh", stack));
  // What a command that was cut off left inside Grafana is the next `up`'s to take over.
  if (!before) pulumi.finish();
  const network = await docker.networkId();
  if (network === undefined || pulumi.resources().some(({ id }) => id === network)) return;
  pulumi.leaveUnfinished();
  console.log(
    here(
      "The stack's network was made anew by something else, such as a take-over that was undone. The next npm run up makes the stack's own again, with the containers on it.",
    ),
  );
});
