import * as os from "node:os";

import { readArguments } from "./command/arguments";
import { Docker } from "./engine/docker";
import { explain } from "./pulumi/explain";
import { Failure, run } from "./command/fail";
import { readConfig } from "./offline/program";
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
  // The Docker provider insists on an answer from a local engine even where nothing is asked of it, not of one behind ssh.
  const docker = new Docker(config);
  if (!docker.remote && !docker.answers()) pulumi.environment.DOCKER_HOST = `ssh://${os.hostname()}`;
  pulumi.select();
  const { ok, output } = await pulumi.show(["preview", ...(diff ? ["--diff"] : [])]);
  if (!ok) throw new Failure(explain(output, "preview", stack));
});
