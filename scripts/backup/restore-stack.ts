import { spawn } from "node:child_process";

import type { StackConfig } from "../../components/config/stack";
import { commandLine } from "../command/command-line";
import { confirm } from "../command/confirm";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import { Docker } from "../engine/docker";
import { Guard } from "../engine/guard";
import { readConfig } from "../offline/program";
import { root } from "../offline/project";
import { Pulumi } from "../pulumi/pulumi";
import { takeTurn } from "../pulumi/turn";
import { Journal } from "../upgrade/journal";
import type { Archive } from "./archive";
import { refuseNewerData } from "./images";
import { linesInLoki } from "./lines";
import { untouched } from "./manifest";
import { Outcome } from "./outcome";
import { RestoredFiles } from "./restored-files";
import { RestoredState } from "./restored-state";
import { RestoredVolumes } from "./restored-volumes";

export interface RestoreOptions {
  /** Whether data that are there may go. @default false */
  replace?: boolean;
  /** Nobody is asked. @default false */
  yes?: boolean;
}

/**
 * Makes a stack from a backup that was verified: its files, state and volumes, then `up`. What can be refused is refused
 * before anything is changed.
 */
export async function restoreStack(
  archive: Archive,
  stack: string,
  { replace = false, yes = false }: RestoreOptions,
): Promise<void> {
  const files = new RestoredFiles(archive, stack);
  const pulumi = new Pulumi(stack);
  const state = new RestoredState(archive, pulumi);
  state.check();
  // Nothing else may begin to make what is about to be replaced.
  await takeTurn(pulumi, "restore");
  // The rest depends on what the files say: they go back where that is refused.
  files.put();
  let ready: { config: StackConfig; docker: Docker; volumes: RestoredVolumes };
  try {
    const config = await readConfig(stack);
    const docker = new Docker(config);
    refuseNewerData(archive.manifest.images, config);
    await docker.check();
    const guard = new Guard(config, docker, pulumi);
    // What `up` would refuse later is refused now.
    await guard.check("up");
    const volumes = new RestoredVolumes(archive, config, docker);
    await refuseFull(volumes, stack, replace, yes);
    ready = { config, docker, volumes };
    await unpack(volumes, guard);
  } catch (error) {
    files.undo();
    throw error;
  }
  const { config, docker, volumes } = ready;
  try {
    await replaceAll(ready, pulumi, state, archive.manifest.time);
  } catch (error) {
    throw new Failure(
      `${(error as Error).message}\nThe stack ${stack} is half restored. Once the cause is gone: npm run restore -- ${archive.folder} --stack ${stack} --replace`,
    );
  }
  // What an upgrade left is history.
  new Journal(stack).clear();
  if (files.aside.length > 0) console.log(`Settings that were there: ${files.aside.join(", ")}`);
  await bringUp(stack);
  await report(archive, config, docker, pulumi, volumes);
}

/** An interruption ends it, and what was unpacked goes. */
async function unpack(volumes: RestoredVolumes, guard: Guard): Promise<void> {
  const stop = () => volumes.interrupt();
  for (const signal of signals) process.on(signal, stop);
  try {
    await volumes.unpack(guard.owner);
  } finally {
    for (const signal of signals) process.off(signal, stop);
  }
}

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

async function replaceAll(
  { config, docker, volumes }: { config: StackConfig; docker: Docker; volumes: RestoredVolumes },
  pulumi: Pulumi,
  state: RestoredState,
  time: string,
): Promise<void> {
  pulumi.select();
  for (const { id, name } of await docker.containers()) {
    await docker.stop(name);
    await docker.remove("container", id);
  }
  await volumes.swap();
  state.put();
  await new Outcome(config, docker).good(time);
}

async function refuseFull(
  volumes: RestoredVolumes,
  stack: string,
  replace: boolean,
  yes: boolean,
): Promise<void> {
  const full = await volumes.full();
  if (full.length === 0) return;
  if (!replace)
    throw new Failure(
      `The stack ${stack} has data on this Docker engine (${full.join(", ")}), which a restore would replace. ${untouched} ` +
        "Add --replace if that is meant (a backup of them first: npm run backup), or restore into a stack of another name with --stack <name>.",
    );
  await confirm(`This replaces the data of stack ${stack} (${full.join(", ")})`, stack, yes);
}

/** As the command does it, with what it says. */
async function bringUp(stack: string): Promise<void> {
  console.log("\nThe data are in place; bringing the stack up.");
  const child = spawn(process.execPath, [...commandLine("up"), "--stack", stack], {
    cwd: root,
    stdio: "inherit",
  });
  const code = await new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (status) => resolve(status ?? 1));
  });
  if (code !== 0)
    throw new Failure(
      "All data of the backup are restored, and the stack is not up: see above. Once the cause is gone: npm run up",
      code,
    );
}

async function report(
  { manifest, folder }: Archive,
  config: StackConfig,
  docker: Docker,
  pulumi: Pulumi,
  { wanted, left }: RestoredVolumes,
): Promise<void> {
  const containers = await docker.containers();
  const health = containers.map(({ role, status }) => `  ${role.padEnd(10)}  ${status}`);
  const lines = await linesInLoki(config, pulumi.outputs().adminPassword ?? "");
  console.log(
    [
      `\nRestored from ${folder}, taken on ${manifest.host} at ${manifest.time}:`,
      ...wanted.map(({ role, holds }) => `  ${role.padEnd(10)}  ${holds}`),
      ...(lines === undefined ? [] : [`  ${"lines".padEnd(10)}  ${lines} in Loki`]),
      ...left.map((role) => `  ${role.padEnd(10)}  left out: this stack has none`),
      "Running:",
      ...health,
      here("Ask it all there is to ask: npm run verify", config.stack),
    ].join("\n"),
  );
}
