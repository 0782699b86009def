import { report } from "./checks/report";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { interruption, upgrading } from "./command/interruption";
import { endWithParent } from "./command/process";
import { imagesByDigest } from "./engine/by-digest";
import { Docker } from "./engine/docker";
import { withGpu, withoutBrokenGpu } from "./engine/gpu";
import { Guard } from "./engine/guard";
import { checkStartable, obstacles } from "./engine/preflight";
import { refuseUnfitLoki } from "./engine/refuse-loki";
import { TakeOver } from "./engine/take-over";
import { withTunnel } from "./engine/tunnel";
import { refuseUnwell } from "./engine/well";
import { readConfig } from "./offline/program";
import { explain } from "./pulumi/explain";
import { Fallback } from "./pulumi/fallback";
import { Pulumi } from "./pulumi/pulumi";
import { Recovery } from "./pulumi/recover";
import { takeTurn } from "./pulumi/turn";
import { Journal } from "./upgrade/journal";
import { tellOneWay } from "./upgrade/one-way";
import { rememberProgram } from "./upgrade/program";

/** Makes the stack, or brings it back to what its configuration says. Safe to repeat at any time. */
run(async () => {
  const flags = readArguments({
    name: "up",
    does: "Makes the stack, or brings it back to what its configuration says. Safe to repeat at any time.",
    flags: {
      "reset-admin-password": {
        type: "boolean",
        help: "put back the stack's own password for Grafana's admin, whatever it was changed to",
      },
      "take-over": { type: "boolean", help: "take over what another checkout or state made under this name" },
      verbose: { type: "boolean", help: "show all that Pulumi says, also on a terminal" },
    },
    example: "--stack lab",
  });
  const journal = new Journal(flags.stack);
  if (upgrading) endWithParent();
  // Mistakes that can be known beforehand are told before anything is touched.
  const first = await readConfig(flags.stack);
  const engine = new Docker(first);
  await engine.check();
  const found = await withGpu(first, engine);
  const pulumi = new Pulumi(flags.stack, flags.verbose);
  await takeTurn(pulumi, "up");
  // What it waited for may have been an upgrade that begins its way back.
  if (!upgrading) journal.refuseWayBack();
  const guard = new Guard(found.config, found.docker, pulumi);
  const { seen, verdict } = await guard.check("up", flags["take-over"]);
  // Tries a container: not before it is known that the stack is ours.
  const { why, ...fit } = await withoutBrokenGpu(found);
  // What is in the way is told before images are pulled.
  const get = async () => (await obstacles(fit.docker, fit.config, seen)).length === 0;
  const { config, docker } = await imagesByDigest(fit, { get });
  await checkStartable(docker, config, seen);
  if (!upgrading) await tellOneWay(docker, config);
  if (verdict.unclaimed.length > 0)
    console.log(
      `Data volumes of an earlier life of this stack, made before owners were recorded and claimed by nobody, are used again: ${verdict.unclaimed.map(({ name }) => name).join(", ")}`,
    );

  pulumi.select();
  await refuseUnfitLoki(config, pulumi);
  await withTunnel(config, async () => {
    const takeOver = new TakeOver(docker, verdict.foreign);
    const recovery = new Recovery(pulumi, docker, config, takeOver.needed);
    const fallback = await Fallback.begin(docker, pulumi, guard.state);
    try {
      if (flags["take-over"]) guard.remember(verdict.foreign);
      await interruption.during(takeOver.begin());
      interruption.refuse();
      const reset = flags["reset-admin-password"];
      // What comes first asks Grafana, too, when an earlier command was cut off.
      const runs = async () =>
        (await docker.containers()).some(({ role, running }) => role === "grafana" && running);
      if (reset && (await runs())) await docker.resetAdminPassword();
      await recovery.before();
      if (reset) await docker.resetAdminPassword();
      const refresh = await recovery.looksAtContent();
      const { ok, output } = await pulumi.show(["up", "--yes", "--skip-preview", ...refresh]);
      if (!ok) throw new Failure(explain(output, "up", flags.stack));
      await interruption.during(takeOver.finish());
      await refuseUnwell(docker, config);
      await recovery.after();
      pulumi.finish();
    } catch (error) {
      const told = await (takeOver.needed
        ? interruption.during(takeOver.undo())
        : upgrading
          ? ""
          : fallback.bringBack());
      const cause = interruption.happened ? interruption.failure() : (error as Error);
      throw told
        ? new Failure(`${cause.message}\n${told}`, cause instanceof Failure ? cause.code : 1)
        : cause;
    }
  });

  if (!upgrading) {
    rememberProgram(flags.stack);
    journal.clear();
  }
  report(config, why);
});
