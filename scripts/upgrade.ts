import { toSeconds } from "../components/shared/duration";
import { usualFolder } from "./backup/folders";
import { readArguments } from "./command/arguments";
import { agree } from "./command/confirm";
import { Failure, run } from "./command/fail";
import { here } from "./command/stack-name";
import { imagesByDigest } from "./engine/by-digest";
import { Docker } from "./engine/docker";
import { withGpu, withoutBrokenGpu } from "./engine/gpu";
import { Guard } from "./engine/guard";
import { checkStartable } from "./engine/preflight";
import { refuseUnfitLoki } from "./engine/refuse-loki";
import { readConfig } from "./offline/program";
import { project } from "./offline/project";
import { Pulumi } from "./pulumi/pulumi";
import { takeTurn } from "./pulumi/turn";
import { Journal } from "./upgrade/journal";
import { ownPins } from "./upgrade/pins";
import { isEmpty, planOf, refuseOlder, told } from "./upgrade/plan";
import { refuseUnwell, whatRuns } from "./upgrade/running";
import { Upgrade } from "./upgrade/upgrade";

/** Milliseconds a flag says. @throws Failure when it says none */
function limitOf(timeout: string): number {
  const seconds = toSeconds(timeout) ?? 0;
  if (seconds >= 10 && seconds <= 7200) return seconds * 1000;
  throw new Failure(
    `--timeout is "${timeout}"; allowed: a duration from 10s to 2h, such as 5m. Nothing was changed.`,
    64,
  );
}

/** Brings a stack to this release, and back by itself where that does not go well. */
run(async () => {
  const flags = readArguments({
    name: "upgrade",
    does: "Brings a stack to this release: says what changes, takes a backup, makes the new containers, looks whether all is well\nand what was there is there; if not, goes back by itself, Grafana's database included. One that was cut off is gone on with.",
    flags: {
      "keep-images": { type: "boolean", help: "leave the images that the stack's files name" },
      timeout: {
        type: "string",
        help: "how long the new version may take until all is well, such as 30m where Grafana migrates a big database (default: 5m)",
      },
      to: { type: "string", help: "folder for the backup (default: backups/ of this checkout)" },
      back: { type: "boolean", help: "go back from an upgrade that was cut off" },
      yes: { type: "boolean", short: "y", help: "do not ask" },
    },
    example: "--stack lab --timeout 30m",
  });
  const { stack, back = false } = flags;
  const limit = limitOf(flags.timeout ?? "5m");
  const journal = new Journal(stack);
  const pulumi = new Pulumi(stack);
  await takeTurn(pulumi, "upgrade");
  const open = journal.read();
  if (back && !open)
    throw new Failure(
      `No upgrade of stack ${stack} was cut off. Nothing was changed. To go back further: npm run restore -- <backup> --stack ${stack} --replace`,
    );

  const pins = open || flags["keep-images"] ? [] : ownPins(stack);
  const moved = pins.flatMap(({ key, to }): [string, string][] => (to === undefined ? [] : [[key, to]]));
  const named = open?.pins ?? Object.fromEntries(moved);
  const { name, config: declared } = project();
  const settings = Object.fromEntries(
    Object.entries(named).map(([key, image]) => [`${name}:${key}`, image || String(declared[key]?.default)]),
  );
  const first = await readConfig(stack, settings);
  const engine = new Docker(first);
  await engine.check();
  const found = await withGpu(first, engine, settings);
  const guard = new Guard(found.config, found.docker, pulumi);
  const { seen } = await guard.check("upgrade");
  const get = () => Promise.resolve(true);
  const { config, docker } = await imagesByDigest(await withoutBrokenGpu(found), { get, settings });
  const upgrade = new Upgrade({ config, docker, pulumi, guard }, journal, limit);

  if (open) await journal.refuseBusy(open);
  if (open)
    console.log(`An upgrade of ${stack} began at ${open.began} and was cut off; backup: ${open.backup}`);
  if (open && (back || open.phase === "back")) {
    console.log(here(`\n${await upgrade.back(open)}`, stack));
    return;
  }

  const running = await whatRuns(docker, await guard.state.resources());
  const plan = await planOf(config, docker, running, pins);
  if (!open && isEmpty(plan)) {
    console.log(`Nothing to upgrade: stack ${stack} runs this release's images, made by this program.`);
    console.log(told(plan));
    return;
  }
  if (!open) {
    console.log(`Upgrade of ${stack}:\n${told(plan)}\n`);
    refuseOlder(plan.changes);
    refuseUnwell(running, stack);
  }
  await checkStartable(docker, config, seen);
  await agree(flags.yes);
  pulumi.select({ create: false });
  await refuseUnfitLoki(config, pulumi);
  await upgrade.run(open ?? (await upgrade.begin(running, named, flags.to ?? usualFolder)));
});
