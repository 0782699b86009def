import { backUp } from "./backup/back-up";
import { usualFolder } from "./backup/folders";
import { readArguments } from "./command/arguments";
import { run } from "./command/fail";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { readConfig } from "./offline/program";
import { Pulumi } from "./pulumi/pulumi";

/** Writes all that a stack keeps into a folder, while it runs. */
run(async () => {
  const { stack, to = usualFolder } = readArguments({
    name: "backup",
    does: "Writes a stack's data, state and settings into a folder of their own, with checksums, while the stack runs.\nSecrets in it are encrypted as they are in the state, but for Grafana's own keys: keep it as safe as the host.\nThe passphrase is not in it: keep .pulumi-state/passphrase (or yours) elsewhere.",
    flags: { to: { type: "string", help: "folder for backups (default: backups/ of this checkout)" } },
    example: "--stack lab --to /mnt/backups",
  });
  const config = await readConfig(stack);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack);
  await new Guard(config, docker, pulumi).check("backup");
  pulumi.select({ create: false });
  await backUp({ config, docker, pulumi }, to);
});
