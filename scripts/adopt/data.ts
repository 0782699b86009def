import { Failure } from "../command/fail";
import { mountOf, type Theirs } from "./theirs";

export const untouched = "Nothing was changed.";

/** Where data are: what a container mounts, and the path in it. */
export interface Data {
  /** For `docker run --volume`, read-only. */
  mount: string;
  path: string;
  /** For people. */
  place: string;
}

/** @throws Failure where data are on no volume or folder of the host: they can be copied at one moment only from there */
export function dataOf(container: Theirs, path: string): Data {
  const mount = mountOf(container, path);
  if (!mount || mount.inMemory)
    throw new Failure(
      `${container.name} has its data in ${path}, which is on no volume and no folder of the host as a whole. ${untouched} Only data from there can be taken over.`,
    );
  const [below] = container.mounts.filter(({ inside }) => inside.startsWith(`${path.replace(/\/$/, "")}/`));
  // Dashboards from files below Grafana's folder are usual, and no part of what is copied.
  if (below && container.role === "loki")
    throw new Failure(
      `${container.name} has its data in ${path}, and a part of them, ${below.inside}, on another volume or folder. ${untouched} Put them in one place first.`,
    );
  const place = mount.source.startsWith("/") ? mount.source : `volume ${mount.source}`;
  return { mount: `${mount.source}:/from`, path: `/from/${mount.rest}`.replace(/\/$/, ""), place };
}
