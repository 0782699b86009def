import * as crypto from "node:crypto";

import { isServer } from "../components/config/stack";
import { AlertTest, patience } from "./checks/alert-test";
import { GrafanaReceivers } from "./checks/grafana-receivers";
import { NotificationServices } from "./checks/notification-services";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { printFindings } from "./command/findings";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { withTunnel } from "./engine/tunnel";
import { GrafanaApi } from "./grafana/api";
import { readConfig } from "./offline/program";
import { Pulumi } from "./pulumi/pulumi";

/** Sends every receiver a test message and says whether it arrived, as far as its service tells. */
run(async () => {
  const { stack } = readArguments({
    name: "alert-test",
    does: "Sends every receiver a marked test message and says whether it arrived, as far as its service tells.\nOne that was refused makes the exit code 1.",
    example: "--stack lab",
  });
  const plain = await readConfig(stack);
  const agent = new Failure(
    `Stack ${stack} is an agent and sends no alerts: test those of the stack with Grafana.`,
  );
  if (!isServer(plain)) throw agent;
  const docker = new Docker(plain);
  await docker.check();
  const pulumi = new Pulumi(stack);
  await new Guard(plain, docker, pulumi).check("alert-test");
  pulumi.select({ create: false });
  const config = await readConfig(stack, pulumi.config());
  if (!isServer(config)) throw agent;
  const { receivers } = config.content.notifications;
  if (receivers.length === 0)
    throw new Failure(
      "No receiver is configured, so nobody gets alerts: docs/alerts.md tells how to add one.",
    );
  const { adminPassword } = pulumi.outputs();
  if (!adminPassword) throw new Failure(`The stack ${stack} is not up: npm run up`);

  const mark = crypto.randomBytes(3).toString("hex");
  console.log(`Test messages carry the mark ${mark}.\n`);
  const outcomes = await withTunnel(config, async () => {
    const address = `http://127.0.0.1:${config.grafana.port}/`;
    const grafana = new GrafanaApi(address, adminPassword, patience * 1000);
    if ((await grafana.status("/api/user")) !== 200)
      throw new Failure(
        "Grafana does not answer, or refuses the stack's password: npm run verify tells more.",
      );
    const services = new NotificationServices(docker, config.grafana.smtp, patience);
    const known = pulumi.outputsOf("grafana:alerting/contactPoint:ContactPoint");
    return new AlertTest(config, services, new GrafanaReceivers(grafana, known)).all(mark);
  });
  printFindings(outcomes, ["delivered", "unknown", "refused"]);
  if (outcomes.some(({ state }) => state === "refused")) process.exitCode = 1;
});
