import { readArguments } from "./command/arguments";
import { confirm } from "./command/confirm";
import { Failure, run } from "./command/fail";
import { here } from "./command/stack-name";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { readConfig } from "./offline/program";
import { explain } from "./pulumi/explain";
import { Pulumi } from "./pulumi/pulumi";
import { takeTurn } from "./pulumi/turn";
import { Journal } from "./upgrade/journal";

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
  await docker.check();
  const pulumi = new Pulumi(flags.stack, flags.verbose);
  await takeTurn(pulumi, "destroy");
  const guard = new Guard(config, docker, pulumi);
  const { verdict } = await guard.check("destroy");
  pulumi.select({ create: false });
  if (flags["delete-data"]) {
    const volumes = verdict.ours.filter(({ kind }) => kind === "volume").map(({ name }) => name);
    const data = volumes.join(", ") || "none left";
    await confirm(`This deletes the data of stack ${flags.stack} (${data})`, flags.stack, flags.yes);
  }
  const { ok, output } = await pulumi.show(["destroy", "--yes", "--skip-preview"]);
  if (!ok) throw new Failure(explain(output, "destroy", flags.stack));

  // What a cut-off command may have left: holds no data, and would be in the way of the next `up`.
  const left = (await docker.survey()).found.filter(({ name }) =>
    verdict.ours.some((own) => own.name === name),
  );
  for (const kind of ["container", "network"] as const)
    for (const { id } of left.filter((thing) => thing.kind === kind)) await docker.remove(kind, id);
  pulumi.finish();
  const volumes = left.filter(({ kind }) => kind === "volume").map(({ name }) => name);
  if (flags["delete-data"]) {
    for (const name of volumes) await docker.remove("volume", name);
    // An upgrade that was cut off has nothing to go back to any more.
    new Journal(flags.stack).clear();
    console.log(`\nDeleted with all data: ${volumes.join(", ") || "none was left"}`);
  } else if (volumes.length > 0) {
    const later = here(
      "A later `npm run up` uses them again; to delete them: npm run destroy -- --delete-data",
    );
    console.log(`\nKept: ${volumes.join(", ")}. ${later}`);
  }
});
