import * as semver from "semver";

import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import { untouched } from "./manifest";

/** The images whose programs wrote what is in the volumes, by role: what runs, which may not be what is configured. */
export async function runningImages(docker: Docker, config: StackConfig): Promise<Record<string, string>> {
  const containers = await docker.containers();
  const entries = partsOf(config).map(async ({ role, image }) => {
    const id = containers.find((container) => container.role === role)?.id;
    return [role, id ? await imageOf(docker, id, image) : image] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** By its name; an image that has none any more is taken for the configured one. */
async function imageOf(docker: Docker, container: string, configured: string): Promise<string> {
  const [id = ""] = await docker.lines(["inspect", "--format", "{{.Image}}", container]);
  const { status, stdout } = await docker.cli.run(["image", "inspect", "--format", "{{json .RepoTags}}", id]);
  const names = status === 0 ? (JSON.parse(stdout) as string[] | null) : null;
  return !names || names.includes(configured) ? configured : (names[0] ?? configured);
}

/**
 * A program reads what an older one wrote, never what a newer one did: Grafana's database goes one way.
 *
 * @param made the images that wrote a backup, by role
 * @throws Failure naming image and key
 */
export function refuseNewerData(made: Record<string, string>, config: StackConfig): void {
  for (const { role, image, imageKey, data } of partsOf(config)) {
    const from = made[role];
    // The collector's positions have one form; an agent that does not know them begins anew.
    if (!data || !from || role === "collector") continue;
    const [was, is] = [from, image].map(version);
    if (was && is && semver.gt(was, is))
      throw new Failure(
        `The backup's ${role} data were written by ${from}, and ${imageKey} is ${image}: an older version cannot read them. ${untouched} ` +
          `Set ${imageKey} to ${from} or later in the stack's file, then restore.`,
      );
  }
}

function version(image: string): semver.SemVer | null {
  return semver.coerce(/:([^:/@]+)(?:@.*)?$/.exec(image)?.[1]);
}
