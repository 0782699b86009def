import { isServer } from "../components/config/stack";
import { Verification } from "./checks/verification";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { printFindings } from "./command/findings";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { withTunnel } from "./engine/tunnel";
import { GrafanaApi } from "./grafana/api";
import { readConfig } from "./offline/program";
import { Pulumi } from "./pulumi/pulumi";

/** Asks the running stack the questions a person would ask, and prints the answers as a table with a hint for each that is not ok. */
run(async () => {
  const { stack } = readArguments({
    name: "verify",
    does: "Asks the running stack the questions a person would ask, and says for each answer that is not ok what to do.\nOne that failed makes the exit code 1.",
    example: "--stack lab",
  });
  const config = await readConfig(stack);
  if (!isServer(config))
    throw new Failure(
      `Stack ${stack} is an agent and has no Grafana to ask: verify the stack with Loki and Grafana that it pushes to.`,
    );
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack);
  await new Guard(config, docker, pulumi).check("verify");
  pulumi.select({ create: false });
  const { adminPassword } = pulumi.outputs();
  if (!adminPassword) throw new Failure(`The stack ${stack} is not up: npm run up`);

  const checks = await withTunnel(config, () => {
    const grafana = new GrafanaApi(`http://127.0.0.1:${config.grafana.port}/`, adminPassword);
    return new Verification(config, docker, grafana).all();
  });
  printFindings(checks, ["ok", "empty", "failed"]);
  if (checks.some(({ state }) => state === "failed")) process.exitCode = 1;
});
