import { isServer } from "../components/config/stack";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { interruption } from "./command/interruption";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { withTunnel } from "./engine/tunnel";
import { readConfig } from "./offline/program";
import { Pulumi } from "./pulumi/pulumi";
import { takeTurn } from "./pulumi/turn";
import { rotateGrafanaPassword } from "./rotate/grafana-password";
import { rotatePassphrase } from "./rotate/passphrase";
import { rotateReceiver } from "./rotate/receiver";
import { SecretKeyRotation } from "./rotate/secret-key";

const whats = ["grafana-password", "receiver", "passphrase", "secret-key"];

/** Changes one of the stack's secrets everywhere at once, while it runs. */
run(async () => {
  const { stack, field, positionals } = readArguments({
    name: "rotate",
    does:
      "Changes one of the stack's secrets everywhere at once, while it runs:\n" +
      "  grafana-password   the password of Grafana's admin, for a generated one\n" +
      "  receiver WHICH     the address or token of a receiver: its number in `receivers`, or a key such as webhookUrl;\n" +
      "                     the new value is asked for, or read from standard input\n" +
      "  passphrase         what encrypts the secrets in the state and the files of this folder's stacks\n" +
      "  secret-key         what encrypts the secrets in Grafana's database; Grafana stops for a few seconds",
    words: "WHAT",
    flags: { field: { type: "string", help: "with receiver: which of its secrets, where it has several" } },
    example: "receiver 0 --stack lab",
  });
  const [what = "", which, ...more] = positionals;
  if (!whats.includes(what) || more.length > 0 || (which !== undefined && what !== "receiver"))
    throw new Failure(
      `What to rotate is "${positionals.join(" ")}"; allowed: grafana-password, receiver WHICH, passphrase, secret-key (npm run rotate -- --help). Nothing was changed.`,
      64,
    );
  if (what === "receiver") return rotateReceiver(stack, which, field);
  if (what === "passphrase") return rotatePassphrase(stack);

  const config = await readConfig(stack);
  if (!isServer(config))
    throw new Failure(`Stack ${stack} is an agent and has no Grafana. Nothing was changed.`);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack);
  // The `up` that follows shares it.
  await takeTurn(pulumi, "rotate");
  await new Guard(config, docker, pulumi).check("rotate");
  pulumi.select({ create: false });
  if (what === "grafana-password") return rotateGrafanaPassword(config, pulumi);
  const { adminPassword } = pulumi.outputs();
  if (!adminPassword) throw new Failure(`The stack ${stack} is not up: npm run up`);
  interruption.watch("rotate", stack);
  return withTunnel(config, () => new SecretKeyRotation(config, docker, adminPassword).run());
});
