import { run } from "./support/fail";
import { Pulumi } from "./support/pulumi";

/** Passes any command to the Pulumi CLI with this project's backend and passphrase, such as `config set`. */
run(async () => {
  const args = process.argv.slice(2);
  const named = args.findIndex((arg) => arg === "--stack" || arg === "-s");
  const pulumi = new Pulumi((named >= 0 ? args[named + 1] : process.env.PULUMI_STACK) ?? "dev");
  // `config set` must not end up in whichever stack was selected last.
  pulumi.select();
  process.exitCode = pulumi.passThrough(args);
});
