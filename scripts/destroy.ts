import { readArguments } from "./support/arguments";
import { Docker } from "./support/docker";
import { explain } from "./support/explain";
import { Failure, run } from "./support/fail";
import { Guard } from "./support/guard";
import { readConfig } from "./support/program";
import { Pulumi } from "./support/pulumi";

/** Removes the stack. Data volumes stay, so that a later `up` finds logs, users and dashboards again, unless told otherwise. */
run(async () => {
  const flags = readArguments({ "delete-data": { type: "boolean" } });
  const config = await readConfig(flags.stack);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(flags.stack);
  const guard = new Guard(config, docker, pulumi);
  const { verdict } = await guard.check("destroy");
  pulumi.select();
  const { ok, output } = await pulumi.show(["destroy", "--yes", "--skip-preview"]);
  if (!ok) throw new Failure(explain(output, "destroy", flags.stack));

  // What a cut-off command may have left: holds no data, and would be in the way of the next `up`.
  const left = (await docker.survey()).found.filter(({ name }) =>
    verdict.ours.some((own) => own.name === name),
  );
  for (const kind of ["container", "network"] as const)
    for (const { id } of left.filter((thing) => thing.kind === kind)) docker.remove(kind, id);
  const volumes = left.filter(({ kind }) => kind === "volume").map(({ name }) => name);
  if (flags["delete-data"]) {
    for (const name of volumes) docker.remove("volume", name);
    console.log(`\nDeleted with all data: ${volumes.join(", ")}`);
  } else if (volumes.length > 0) {
    console.log(
      `\nKept: ${volumes.join(", ")}. A later \`npm run up\` uses them again; to delete them: npm run destroy -- --delete-data`,
    );
  }
});
