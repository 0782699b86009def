import * as semver from "semver";

import { tagOf } from "../../components/shared/images";
import { Failure } from "../command/fail";
import type { Docker } from "../engine/docker";
import type { Theirs } from "./theirs";

/** How a program says its own version. */
const asks = {
  loki: ["/usr/bin/loki", "-version"],
  promtail: ["/usr/bin/promtail", "-version"],
  grafana: ["grafana", "-v"],
};

/**
 * A program reads what an older one wrote, never what a newer one did.
 *
 * @param key of the configuration that names our image
 * @throws Failure naming both
 */
export async function refuseNewer(
  docker: Pick<Docker, "cli">,
  container: Theirs,
  image: string,
  key: string,
): Promise<void> {
  const [was, is] = [await versionOf(docker, container), semver.coerce(tagOf(image))];
  if (!was)
    throw new Failure(
      `Which version ${container.name} is of cannot be told: its image is ${container.image}. Nothing was changed. ` +
        `${container.running ? "Name a version in its image" : `Start it: docker start ${container.name}`}; then adopt.`,
    );
  if (is && semver.gt(was, is))
    throw new Failure(
      `${container.name} is ${was.version}, and ${key} is ${image}: an older version cannot read its data. Nothing was changed. ` +
        `Set ${key} to ${was.version} or later, if this program takes it: npm run pulumi -- config set ${key} <image>`,
    );
}

/** By its image's tag, else by its own word. */
async function versionOf(docker: Pick<Docker, "cli">, container: Theirs): Promise<semver.SemVer | null> {
  const tag = semver.coerce(/:v?(\d+\.\d+[\w.-]*)(?:@|$)/.exec(container.image)?.[1]);
  if (tag || !container.running) return tag;
  const { stdout, stderr } = await docker.cli.run(["exec", container.id, ...asks[container.role]]);
  return semver.coerce(/version:? v?(\d+\.\d+\.\d+)/i.exec(stdout + stderr)?.[1]);
}
