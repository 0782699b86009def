import { allParts, type Role } from "../../components/containers/parts";
import { Failure } from "../command/fail";
import type { Container, Docker } from "../engine/docker";
import type { StateResource } from "../pulumi/state";
import { notWell } from "./well";

/** A container of the stack that is there, and its image. */
export interface Running extends Container {
  /** The image's id. */
  imageId: string;
  /** The name it was asked for by. */
  image: string;
}

/**
 * What is there now.
 *
 * @param resources of the stack's state, which knows by which name an image was asked for
 */
export async function whatRuns(docker: Docker, resources: StateResource[]): Promise<Running[]> {
  const containers = (await docker.containers()).filter(({ role }) => known.has(role));
  return Promise.all(
    containers.map(async (container) => {
      const [imageId = ""] = await docker.lines(["inspect", "--format", "{{.Image}}", container.id]);
      return { ...container, imageId, image: await nameOf(docker, container.role, imageId, resources) };
    }),
  );
}

/** @throws Failure where there is nothing well to go back to */
export function refuseUnwell(running: Running[], stack: string): void {
  if (running.length === 0)
    throw new Failure(`The stack ${stack} is not up: npm run up makes it, in this release's version.`);
  const unwell = notWell(running).map(({ role, status }) => `${role} (${status})`);
  if (unwell.length > 0)
    throw new Failure(
      `Not all of ${stack} is well, so there would be nothing to go back to: ${unwell.join(", ")}. Nothing was changed. ` +
        "First: npm run up, which is this release's version where the one before cannot be mended.",
    );
}

const known = new Set<Role>(allParts.map(({ role }) => role));

/** Of several names of an image the one that the state has: the others are other people's. */
async function nameOf(docker: Docker, role: Role, id: string, resources: StateResource[]): Promise<string> {
  const asked = resources.find(({ urn }) => urn.endsWith(`::${role}-image`))?.inputs?.name;
  const args = ["image", "inspect", "--format", "{{json .RepoTags}}", id];
  const { status, stdout } = await docker.cli.run(args);
  const tags = status === 0 ? ((JSON.parse(stdout) as string[] | null) ?? []) : [];
  // By its digest, too: that is no tag.
  if (typeof asked === "string" && (tags.length === 0 || (await imageId(docker, asked)) === id)) return asked;
  return tags[0] ?? id;
}

/** Id of an image by its name; undefined: the host does not have it. */
export async function imageId(docker: Docker, image: string): Promise<string | undefined> {
  const { status, stdout } = await docker.cli.run(["image", "inspect", "--format", "{{.Id}}", image]);
  return status === 0 ? stdout.trim() : undefined;
}
