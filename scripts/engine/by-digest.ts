import { digestVariable } from "../../components/config/digests";
import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { readConfig } from "../offline/program";
import { carriedImages } from "../supply/carried";
import { digestOf, pinnedDigests } from "../supply/digests";
import { Docker } from "./docker";

export interface ByDigest {
  config: StackConfig;
  docker: Docker;
}

interface Asked {
  /** Asked once an image is missing: whether to pull those that are. @default none is pulled */
  get?: () => Promise<boolean>;
  /** Settings that stood above those of the stack's files when it was read. */
  settings?: Record<string, string>;
  /** Digests by image. @default those that are pinned */
  pinned?: Record<string, string>;
}

/**
 * The configuration with images named by the digests that are pinned for them, as far as the engine has them so, or gets
 * them. What it says is handed over to the program that makes the stack, too. Never fails: an image that was made or
 * loaded on the host has no digest, and is used by its tag.
 */
export async function imagesByDigest(
  { config, docker }: ByDigest,
  { get, settings = {}, pinned = pinnedDigests() }: Asked = {},
): Promise<ByDigest> {
  delete process.env[digestVariable];
  // A preview through ssh asks no engine.
  if (docker.behindSsh && !get) return { config, docker };
  const images = [...new Set(partsOf(config).map(({ image }) => image))];
  const found: string[] = [];
  let gets: boolean | undefined;
  for (const image of images) {
    const digest = digestOf(image, pinned);
    if (!digest) continue;
    const whole = `${image}@${digest}`;
    if (await has(docker, whole)) {
      found.push(whole);
      continue;
    }
    gets ??= (await get?.()) ?? false;
    if (gets && (await got(docker, image, whole))) found.push(whole);
  }
  if (found.length === 0) return { config, docker };
  process.env[digestVariable] = found.join(" ");
  const again = await readConfig(config.stack, settings);
  return { config: again, docker: new Docker(again) };
}

async function has(docker: Docker, image: string): Promise<boolean> {
  return (await docker.cli.run(["image", "inspect", "--format", "{{.Id}}", image])).status === 0;
}

/** Pulls an image by its digest, unless another one was made or loaded under its tag. */
async function got(docker: Docker, image: string, whole: string): Promise<boolean> {
  const tagged = await repoDigests(docker, image);
  if (tagged?.length === 0) return false;
  // A bundle's images are not loaded yet.
  if (!tagged && carriedImages() !== undefined) return false;
  console.log(
    tagged
      ? `Image ${image} on the host is not the one that is pinned: pulling that.`
      : `Image ${image} is not on the host yet: pulling it by its digest.`,
  );
  const reason = await docker.pull(whole);
  if (reason !== undefined) {
    const then = tagged ? "the one on the host is used" : "it is pulled by its tag";
    console.log(`It cannot be had by its digest (${reason}): ${then}.`);
    return false;
  }
  // By its name, too, for whoever asks for that; one that is there is somebody's.
  if (!tagged) await docker.lines(["tag", whole, image]);
  return true;
}

/** Digests by which registries know an image, with their names; undefined where the host does not have it. */
export async function repoDigests(docker: Pick<Docker, "cli">, image: string): Promise<string[] | undefined> {
  const format = "{{range .RepoDigests}}{{println .}}{{end}}";
  const { status, stdout } = await docker.cli.run(["image", "inspect", "--format", format, image]);
  return status === 0 ? stdout.split("\n").filter(Boolean) : undefined;
}
