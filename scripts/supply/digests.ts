import * as fs from "node:fs";
import * as path from "node:path";

import { root } from "../settings/declaration";

/** The one file of pins: images by key, with their digests in comments, where Pulumi allows no other text. */
export const pinsFile = path.join(root, "Pulumi.yaml");

/** A pin, and the comment below it that names its digest. */
const pin = /^( +)default: (\S+:\S+)\n(?: +# digest: (sha256:[0-9a-f]{64})\n)?/gm;

/** Digests by image, as Pulumi.yaml names it; of those that have one. */
export function pinnedDigests(text = fs.readFileSync(pinsFile, "utf8")): Record<string, string> {
  const found = [...text.matchAll(pin)];
  return Object.fromEntries(found.flatMap(([, , image = "", digest]) => (digest ? [[image, digest]] : [])));
}

/**
 * The digest that is pinned for an image of the stack's, which may come from a registry of one's own.
 *
 * @param pinned by image, as Pulumi.yaml names it
 */
export function digestOf(image: string, pinned: Record<string, string>): string | undefined {
  return Object.entries(pinned).find(([name]) => image === name || image.endsWith(`/${name}`))?.[1];
}

/** The text of Pulumi.yaml with these digests; those of images that are not named stay. */
export function withDigests(text: string, digests: Record<string, string>): string {
  return text.replace(pin, (whole: string, indent: string, image: string) => {
    const digest = digests[image];
    return digest ? `${indent}default: ${image}\n${indent}# digest: ${digest}\n` : whole;
  });
}
