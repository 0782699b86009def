import { readArguments } from "./support/arguments";
import { confirm } from "./support/confirm";
import { Docker } from "./support/docker";
import { explain } from "./support/explain";
import { Failure, run } from "./support/fail";
import { readConfig } from "./support/program";
import { Pulumi } from "./support/pulumi";
import { here } from "./support/stack-name";

/** Removes the stack. Data volumes stay, so that a later `up` finds logs, users and dashboards again, unless told otherwise. */
run(async () => {
  const flags = readArguments({
    name: "destroy",
    does: "Removes the stack's containers, network and content. Its data volumes (logs, Grafana's users and dashboards)\nstay, and a later `up` uses them again, unless --delete-data is given.",
    flags: {
      "delete-data": { type: "boolean", help: "remove the data volumes, too; asks for the stack's name" },
      yes: { type: "boolean", short: "y", help: "with --delete-data: do not ask" },
      verbose: { type: "boolean", help: "show all that Pulumi says, also on a terminal" },
    },
    example: "--stack lab --delete-data",
  });
  const config = await readConfig(flags.stack);
  const docker = new Docker(config);
  const pulumi = new Pulumi(flags.stack, flags.verbose);
  pulumi.select({ create: false });
  docker.check();
  if (flags["delete-data"]) {
    const volumes = docker.volumes().join(", ") || "none left";
    await confirm(`This deletes the data of stack ${flags.stack} (${volumes})`, flags.stack, flags.yes);
  }
  const { ok, output } = await pulumi.show(["destroy", "--yes", "--skip-preview"]);
  if (!ok) throw new Failure(explain(output, "destroy", flags.stack));

  // What a cut-off command may have left: holds no data, and would be in the way of the next `up`.
  for (const { name } of docker.containers()) docker.remove("container", name);
  if (docker.hasNetwork()) docker.remove("network", `${config.project}-${config.stack}`);
  const volumes = docker.volumes();
  if (flags["delete-data"]) {
    for (const name of volumes) docker.remove("volume", name);
    console.log(`\nDeleted with all data: ${volumes.join(", ") || "none was left"}`);
  } else if (volumes.length > 0) {
    const later = here(
      "A later `npm run up` uses them again; to delete them: npm run destroy -- --delete-data",
    );
    console.log(`\nKept: ${volumes.join(", ")}. ${later}`);
  }
});
