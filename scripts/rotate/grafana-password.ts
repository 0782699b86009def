import * as crypto from "node:crypto";

import type { ServerConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";
import type { Pulumi } from "../pulumi/pulumi";
import { ownCommand } from "./own-command";

/** Gives Grafana's admin another password: a generated one, in the configuration where it stands there. */
export async function rotateGrafanaPassword(config: ServerConfig, pulumi: Pulumi): Promise<void> {
  const { stack } = config;
  if (config.grafana.adminPassword) {
    const args = ["config", "set", "--secret", "grafanaAdminPassword", "--stack", stack];
    await ownCommand("pulumi", args, crypto.randomBytes(18).toString("base64url"));
  } else {
    const generated = pulumi
      .resources()
      .find(({ type }) => type === "random:index/randomPassword:RandomPassword");
    if (!generated) throw new Failure(`The stack ${stack} is not up: npm run up`);
    // The next `up` makes another one, and with it all that depends on it.
    const { status, stderr } = pulumi.quiet(["state", "taint", generated.urn, "--yes", "--stack", stack]);
    if (status !== 0)
      throw new Failure(`The password cannot be made anew: ${stderr.trim()}. Nothing was changed.`);
  }
  await ownCommand("up", ["--stack", stack]);
}
