import { isServer, type ServerConfig } from "../components/config/stack";
import { ownContainers } from "./checks/containers";
import { lokiElsewhere } from "./checks/loki-elsewhere";
import { SourceChecks } from "./checks/sources";
import { Verification } from "./checks/verification";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { type Check, printFindings } from "./command/findings";
import { Docker } from "./engine/docker";
import type { LokiVerdict } from "./engine/external-loki";
import { withGpu } from "./engine/gpu";
import { Guard } from "./engine/guard";
import { externalLoki } from "./engine/refuse-loki";
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
  const first = await readConfig(stack);
  const engine = new Docker(first);
  await engine.check();
  const { config, docker } = await withGpu(first, engine);
  const pulumi = new Pulumi(stack);
  await new Guard(config, docker, pulumi).check("verify");
  pulumi.select({ create: false });
  const elsewhere = await externalLoki(config, pulumi);
  const checks = isServer(config)
    ? await ofServer(config, docker, pulumi, elsewhere)
    : [
        ...(await ownContainers(config, docker)),
        ...lokiElsewhere(elsewhere),
        ...(await new SourceChecks(config, docker).all()),
      ];
  printFindings(checks, ["ok", "empty", "failed"]);
  if (checks.some(({ state }) => state === "failed")) process.exitCode = 1;
  if (!isServer(config))
    console.log(
      `\nStack ${stack} is an agent and has no Grafana to ask what arrived: verify of the stack with that Loki and Grafana tells it.`,
    );
});

async function ofServer(
  config: ServerConfig,
  docker: Docker,
  pulumi: Pulumi,
  elsewhere: LokiVerdict | undefined,
): Promise<Check[]> {
  const { adminPassword } = pulumi.outputs();
  if (!adminPassword) throw new Failure(`The stack ${config.stack} is not up: npm run up`);
  return withTunnel(config, () => {
    const grafana = new GrafanaApi(`http://127.0.0.1:${config.grafana.port}/`, adminPassword);
    return new Verification(config, docker, grafana, elsewhere).all();
  });
}
