import * as semver from "semver";

import { tagOf } from "../../components/shared/images";
import { project } from "../../scripts/offline/project";

/** The default of a key of the configuration, as text. */
export function setting(key: string): string {
  return String(project().config[key]?.default);
}

/** The image that this release pins for a key, such as `lokiImage`: no test holds its version. */
export function pinned(key: string): string {
  return setting(key);
}

/** Number of a version some minor ones before or after the one that is pinned for a key. @param patch its last part */
export function versionNear(key: string, minors: number, patch = 0): string {
  const version = semver.coerce(tagOf(pinned(key)));
  if (!version) throw new Error(`${key} has no version`);
  const { major, minor } = version;
  // Before the first of a major version come those of the one before, however many those were.
  return minor + minors < 0 ? `${major - 1}.99.0` : `${major}.${minor + minors}.${patch}`;
}
