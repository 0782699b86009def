import { isServer } from "../components/config/stack";
import { untouched } from "./adopt/data";
import { allTheirs, oneStack } from "./adopt/found";
import { GiveBack } from "./adopt/give-back";
import { Handover } from "./adopt/handover";
import { makePlan } from "./adopt/plan";
import { AdoptedNote } from "./adopt/record";
import { toldOutcome, toldPlan } from "./adopt/telling";
import { Worker } from "./adopt/worker";
import { Helper } from "./backup/helper";
import { size } from "./backup/meter";
import { agree } from "./command/agree";
import { readArguments } from "./command/arguments";
import { Failure, run } from "./command/fail";
import { Docker } from "./engine/docker";
import { Guard } from "./engine/guard";
import { checkImages, obstacles } from "./engine/preflight";
import { readConfig } from "./offline/program";
import { project } from "./offline/project";
import { Pulumi } from "./pulumi/pulumi";
import { takeTurn } from "./pulumi/turn";
import { StackFiles } from "./settings/stack-files";

/** Takes over a stack of Loki, Promtail and Grafana that was made by hand, such as by the original design's compose file. */
run(async () => {
  const { stack, from, yes, undo } = readArguments({
    name: "adopt",
    does: "Takes over a stack of Loki, Promtail and Grafana that was made by hand (docker compose): its lines, its users and\ndashboards, and how far it has read. It is stopped when ours is healthy, and can be had again as long as its\ncontainers exist.",
    flags: {
      from: {
        type: "string",
        help: "its folder, compose file or compose project (default: the only one there is)",
      },
      undo: { type: "boolean", help: "start the former stack again, and remove ours with its data" },
      yes: { type: "boolean", short: "y", help: "do not ask" },
    },
    example: "--from /srv/monitoring",
  });
  const config = await readConfig(stack);
  const docker = new Docker(config);
  await docker.check();
  const pulumi = new Pulumi(stack);
  await takeTurn(pulumi, "adopt");
  const guard = new Guard(config, docker, pulumi);
  const { seen } = await guard.check(undo ? "destroy" : "up");
  const note = new AdoptedNote(stack);
  const adopted = note.read();

  if (undo) {
    if (!adopted) throw new Failure(`The stack ${stack} took over no other one here. ${untouched}`);
    const names = adopted.containers.map(({ name }) => name).join(", ");
    await agree(`Remove the stack ${stack} with its data, and start ${names} again?`, yes, untouched);
    await new GiveBack(config, docker, note).undo(adopted);
    console.log(`\nUndone: ${names} run as before, and nothing of the stack ${stack} is left.`);
    return;
  }
  if (adopted)
    throw new Failure(
      adopted.done
        ? `The stack ${stack} took over another one already. ${untouched} To have that one again: npm run adopt -- --undo`
        : `A taking over was cut off. ${untouched} Put back what there was first: npm run adopt -- --undo`,
    );
  if (!isServer(config) || !config.loki)
    throw new Failure(
      `A stack that takes over another one has its own Loki and Grafana: role all-in-one, without lokiUrl. ${untouched}`,
    );
  const there = [...(await docker.containers()).map(({ name }) => name), ...(await docker.volumes())];
  if (there.length > 0)
    throw new Failure(
      `The stack ${stack} is there already (${there.join(", ")}), and takes over only where there is nothing. ${untouched} ` +
        "Use a stack of another name with --stack <name>, or remove this one with its data: npm run destroy -- --delete-data",
    );
  const found = oneStack(await allTheirs(docker), from);
  await checkImages(docker, config);
  const [obstacle] = (await obstacles(docker, config, seen)).filter(
    ({ what }) => !what.startsWith("port of"),
  );
  if (obstacle) throw new Failure(`${obstacle.text} ${untouched}`);
  const worker = new Worker(docker, config.probe.image);
  const retentionIsSet = `${project().name}:retention` in (new StackFiles(stack).content().config ?? {});
  const plan = await makePlan(found, config, { docker, worker, seen }, retentionIsSet);
  const places = [plan.loki.from, plan.grafana?.from].filter((data) => data !== undefined);
  const sizes = await new Helper(docker, config.probe.image).sizes(
    places.map(({ mount }) => mount.replace(/:\/from$/, "")),
  );
  console.log(toldPlan(plan, config, sizes));
  const free = await worker.run<number>(["free"], "Free space cannot be read", {});
  const needed = sizes.reduce((sum, bytes) => sum + bytes, 0) * 1.2;
  if (needed > free)
    throw new Failure(
      `The copy needs ${size(needed)}, and the disk of Docker's volumes has ${size(free)} free. ${untouched} Make room first.`,
    );
  await agree("\nGo on?", yes, untouched);
  const positions = await new Handover(plan, { config, docker, worker, guard, seen, note }).run();
  console.log(toldOutcome(plan, config, positions));
});
