import * as path from "node:path";

import type { Sources } from "../../config/schema";
import { jobs } from "../../shared/naming";

type Files = Pick<Sources, "webuiLogFiles" | "ollamaLogFiles" | "modelServerLogFiles">;

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
export function listed(files: Files): { globs: string[]; readers: string[] } {
  const all = [
    { reader: `webui-files ${jobs.webuiFile}`, globs: files.webuiLogFiles },
    { reader: `ollama-files ${jobs.ollama}`, globs: files.ollamaLogFiles },
    { reader: `model-server-files ${jobs.modelServer}`, globs: files.modelServerLogFiles },
  ];
  return {
    globs: all.flatMap(({ globs }) => globs),
    // A job is read in one way: a file that two of its globs find is read once.
    readers: all.flatMap(({ reader, globs }) => globs.map(() => (globs.every(alike) ? reader : ""))),
  };
}
