/** Variable by which a command hands over which images the engine has by a digest that is pinned: the program asks no engine. */
export const digestVariable = "DEEPCHAT_OBSERVABILITY_DIGESTS";

/**
 * An image by its digest, where a command said that the engine has it so.
 *
 * @param handed what the variable says: images as `name:tag@sha256:…`, parted by blanks
 */
export function byDigest(image: string, handed = ""): string {
  return handed.split(" ").find((each) => each.startsWith(`${image}@sha256:`)) ?? image;
}
