import * as fs from "node:fs";
import * as path from "node:path";

import type { StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { root } from "../offline/project";
import { explain } from "../pulumi/explain";
import type { Pulumi } from "../pulumi/pulumi";
import { backupName } from "./folders";
import { Helper } from "./helper";
import { runningImages } from "./images";
import { fileNames, FORMAT, type Manifest, programVersion } from "./manifest";
import { Meter, size } from "./meter";
import { ArchiveWriter } from "./writer";

/** A backup that is whole. */
export interface Taken {
  folder: string;
  manifest: Manifest;
}

/** What a backup is made of. */
export interface Source {
  config: StackConfig;
  docker: Docker;
  pulumi: Pulumi;
}

/**
 * Backs a stack up while it runs: how far sources were read, Grafana's volume, state and files, and Loki's volume last. So a
 * line is in Loki's, or will be read again; never neither.
 *
 * @param to folder that gets it, beside others
 * @throws Failure when it cannot be had; nothing of it is left then
 */
export async function takeBackup({ config, docker, pulumi }: Source, to: string): Promise<Taken> {
  const helper = new Helper(docker, config.probe.image);
  const volumes = await dataVolumes(config, docker);
  const bytes = (await helper.sizes(volumes.map(({ name }) => name))).reduce((sum, one) => sum + one, 0);
  refuseFull(to, bytes);
  const folder = path.resolve(to, backupName(config.stack));
  if (fs.existsSync(folder))
    throw new Failure(`${folder} is there already: another backup began in this second.`);
  const writer = new ArchiveWriter(folder);
  const stop = () => {
    helper.kill();
    writer.abandon();
    console.error("\nInterrupted. Nothing is left of this backup.");
    process.exit(130);
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.once(signal, stop);
  try {
    const time = new Date().toISOString();
    const images = await runningImages(docker, config);
    const { loki, others } = apart(volumes);
    for (const volume of others) await addVolume(writer, helper, volume);
    addState(writer, pulumi);
    addStackFiles(writer, config.stack);
    for (const volume of loki) await addVolume(writer, helper, volume);
    const { project, stack, hostName: host } = config;
    const about = { format: FORMAT, program: programVersion(), project, stack, host, time, images };
    return { folder, manifest: writer.finish(about) };
  } finally {
    for (const signal of signals) process.off(signal, stop);
    writer.abandon();
  }
}

/** This stack's data volumes that are there, the one that is to be read first in front. */
async function dataVolumes(config: StackConfig, docker: Docker): Promise<{ role: Role; name: string }[]> {
  const there = await docker.volumes();
  const names = physicalNames(config.project, config.stack);
  const own = partsOf(config).flatMap(({ role, data }) => (data ? [{ role, name: names.volume(role) }] : []));
  const found = own.filter(({ name }) => there.includes(name));
  if (found.length === 0)
    throw new Failure(
      `The stack ${config.stack} has no data on this Docker engine: there is nothing to back up.`,
    );
  return found;
}

/** Where sources were read to comes before all else, Loki after it. */
function apart(volumes: { role: Role; name: string }[]) {
  const order: Role[] = ["collector", "grafana"];
  const sorted = [...volumes].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
  return {
    loki: sorted.filter(({ role }) => role === "loki"),
    others: sorted.filter(({ role }) => role !== "loki"),
  };
}

async function addVolume(
  writer: ArchiveWriter,
  helper: Helper,
  { role, name }: { role: Role; name: string },
): Promise<void> {
  const meter = new Meter(role);
  const how = role === "loki" || role === "grafana" ? role : "files";
  const content = await helper.pack(name, how, (stream) =>
    writer.add(`${role}.tar.gz`, stream, { role }, meter.seen),
  );
  const { size: written } = writer.describe(`${role}.tar.gz`, content);
  meter.done(`${content.files} files, ${size(content.bytes)}, ${size(written)} in the backup`);
}

/** Secrets in it are encrypted, as they are in the backend. */
function addState(writer: ArchiveWriter, pulumi: Pulumi): void {
  const { stack } = pulumi;
  const { status, stdout, stderr } = pulumi.quiet(["stack", "export", "--stack", stack]);
  if (status !== 0)
    throw new Failure(
      `The state of stack ${stack} cannot be read: ${stderr.trim()}\n${explain(stderr, "stack export", stack)}`,
    );
  writer.addText(fileNames.state, stdout);
}

function addStackFiles(writer: ArchiveWriter, stack: string): void {
  for (const name of [`Pulumi.${stack}.yaml`, `Pulumi.${stack}.local.yaml`]) {
    const file = path.join(root, name);
    if (fs.existsSync(file)) writer.addText(name, fs.readFileSync(file, "utf8"));
  }
}

/** @param bytes to be stored, at most: what compresses well takes less */
function refuseFull(to: string, bytes: number): void {
  let place = path.resolve(to);
  while (!fs.existsSync(place)) place = path.dirname(place);
  const { bavail, bsize } = fs.statfsSync(place);
  const free = bavail * bsize;
  if (free < bytes)
    throw new Failure(
      `The backup may take ${size(bytes)}, and ${size(free)} are free in ${place}. Nothing was written. ` +
        "Make room, or name a folder on another disk: npm run backup -- --to <folder>",
    );
}
