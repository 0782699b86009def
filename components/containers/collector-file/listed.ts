import * as path from "node:path";

import { type FileGlobs, globsOf } from "./file-jobs";

/** What assets/promtail/files.sh may match otherwise than the agents do. */
const otherwise = /\\|\[[^\]]*[[{}/]/;

/** Whether the entrypoint finds the files that the agents find, and calls them the same. */
function alike(glob: string): boolean {
  return !otherwise.test(glob) && path.posix.normalize(glob) === glob;
}

/**
 * The collector's globs, and for each which job reads it from a list that the entrypoint writes, with the job's label: the name
 * of the job, a blank, the label; empty where the agent looks for the glob itself.
 */
export function listed(files: FileGlobs): { globs: string[]; readers: string[] } {
  const all = globsOf(files);
  return {
    globs: all.flatMap(({ globs }) => globs),
    // A job is read in one way: a file that two of its globs find is read once.
    readers: all.flatMap(({ name, label, globs }) =>
      globs.map(() => (globs.every(alike) ? `${name} ${label}` : "")),
    ),
  };
}
