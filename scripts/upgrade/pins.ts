import * as semver from "semver";

import { tagOf } from "../../components/shared/images";
import { project, stackTree } from "../offline/project";

/** What becomes of an image that the stack's files name, beside the one this release was tested with. */
export interface Pin {
  /** Key of the configuration. */
  key: string;
  /** The image that the files name. */
  from: string;
  /** What they are to name instead; empty: nothing, so that this release's own stands. undefined: it stays. */
  to?: string;
  /** Why it stays, for people. */
  stays?: string;
}

/** Images that a stack's files name, and what becomes of them. */
export function ownPins(stack: string): Pin[] {
  const { name, config } = project();
  const tree = stackTree(stack);
  return Object.entries(config).flatMap(([key, declared]) => {
    const from = tree[`${name}:${key}`];
    if (!key.endsWith("Image") || typeof from !== "string") return [];
    return movePin(key, from, String(declared.default)) ?? [];
  });
}

/**
 * Moves an image to the tag this release was tested with. A registry of one's own in front of it stays, and so does what
 * is newer or another program's image.
 *
 * @param from    as the stack's files name it
 * @param release as Pulumi.yaml names it
 * @returns undefined when it has that tag already
 */
export function movePin(key: string, from: string, release: string): Pin | undefined {
  const [name, wanted] = [from, release].map(nameOf) as [string, string];
  const tag = tagOf(release);
  if (name !== wanted && !name.endsWith(`/${wanted}`)) return { key, from, stays: "an image of your own" };
  if (tagOf(from) === tag) return undefined;
  if (isNewer(from, release)) return { key, from, stays: `newer than this release's ${tag}` };
  return { key, from, to: name === wanted ? "" : `${name}:${tag}` };
}

/** Whether the first image's version is later than the second's; false where one tells none. */
export function isNewer(one: string, other: string): boolean {
  const [a, b] = [one, other].map((image) => semver.coerce(tagOf(image)));
  return a !== null && b !== null && a !== undefined && b !== undefined && semver.gt(a, b);
}

/** An image without tag and digest. */
function nameOf(image: string): string {
  const [named = ""] = image.split("@");
  return named.slice(0, named.length - tagOf(image).length - 1);
}
