import type { StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { isNewer, type Pin } from "./pins";
import { lastProgram, named, type Program, thisProgram } from "./program";
import { imageId, type Running } from "./running";

/** A container whose image is going to be another. */
export interface Change {
  role: Role;
  key: string;
  /** The image that runs; undefined: no such container is there. */
  was?: string;
  is: string;
}

/** What an upgrade would do. */
export interface Plan {
  changes: Change[];
  /** What becomes of images that the stack's files name. */
  pins: Pin[];
  /** The program that made what runs, as far as it is known. */
  before?: Program;
  now: Program;
}

/** What an upgrade of this stack would do. */
export async function planOf(
  config: StackConfig,
  docker: Docker,
  running: Running[],
  pins: Pin[],
): Promise<Plan> {
  const images = [...new Set(partsOf(config).map(({ image }) => image))];
  const ids = await Promise.all(images.map(async (image) => [image, await imageId(docker, image)] as const));
  const there = Object.fromEntries(running.map((one) => [one.role, one]));
  const changes = changesOf(config, there, Object.fromEntries(ids));
  return { changes, pins, before: lastProgram(config.stack), now: thisProgram() };
}

/** Containers whose image is not the one that runs. @param there names and ids of the images that run, by role */
export function changesOf(
  config: StackConfig,
  there: Partial<Record<Role, { image: string; imageId: string }>>,
  ids: Record<string, string | undefined>,
): Change[] {
  return partsOf(config).flatMap(({ role, image, imageKey }): Change[] => {
    const was = there[role];
    // Two names of one image are no change.
    if (was && (was.imageId === ids[image] || (ids[image] === undefined && was.image === image))) return [];
    return [{ role, key: imageKey, was: was?.image, is: image }];
  });
}

/** Whether there is anything to do. A program that was not noted may be another. */
export function isEmpty({ changes, pins, before, now }: Plan): boolean {
  return changes.length === 0 && pins.every(({ to }) => to === undefined) && same(before, now);
}

/** Says what changes, for people. */
export function told({ changes, pins, before, now }: Plan): string {
  const width = Math.max(7, ...changes.map(({ role }) => role.length), ...pins.map(({ key }) => key.length));
  const row = (what: string, text: string) => `  ${what.padEnd(width)}  ${text}`;
  const program = same(before, now)
    ? `${named(now)}, as it was`
    : `${before ? named(before) : "not noted"} -> ${named(now)}`;
  return [
    row("program", program),
    ...changes.map(({ role, was, is }) => row(role, was ? `${was} -> ${is}` : `new: ${is}`)),
    ...(changes.length === 0 ? [row("images", "as they are")] : []),
    ...pins.map(({ key, from, to, stays }) =>
      row(
        key,
        stays ? `${from} stays: ${stays}` : `${from} -> ${to || "this release's"}, in the stack's file`,
      ),
    ),
  ].join("\n");
}

function same(before: Program | undefined, now: Program): boolean {
  return before !== undefined && before.version === now.version && before.commit === now.commit;
}

/** @throws Failure where a program would get data that a newer one wrote */
export function refuseOlder(changes: Change[]): void {
  const keeping: Role[] = ["loki", "grafana"];
  const back = changes.filter(({ role, was, is }) => keeping.includes(role) && was && isNewer(was, is));
  const [first] = back;
  if (!first) return;
  throw new Failure(
    `${first.key} is ${first.is}, and ${first.was} runs: an older version cannot read what a newer one wrote. Nothing was changed. ` +
      `Set ${first.key} to ${first.was} or later; or restore a backup from before (npm run restore -- <backup> --replace), which brings its images along.`,
  );
}
