import { Failure } from "../command/fail";
import { repoDigests } from "../engine/by-digest";
import type { Docker } from "../engine/docker";

/**
 * The digest under which a registry has an image now, for every platform it is made for.
 *
 * @throws Failure naming the image where it cannot be had, or where no registry tells one
 */
export async function resolveDigest(docker: Pick<Docker, "cli" | "pull">, image: string): Promise<string> {
  const reason = await docker.pull(image);
  if (reason !== undefined)
    throw new Failure(`The digest of ${image} cannot be had: ${reason}. Nothing was written.`);
  const name = image.slice(0, image.lastIndexOf(":"));
  const all = (await repoDigests(docker, image)) ?? [];
  const own = all.find((each) => each.startsWith(`${name}@`));
  const digest = own?.split("@")[1];
  if (!digest) throw new Failure(`No registry tells a digest of ${image}. Nothing was written.`);
  return digest;
}
