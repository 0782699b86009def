import * as path from "node:path";

import type { Agent, Sources } from "../../config/schema";
import { jobs } from "../../shared/naming";

type Files = Pick<Sources, "webuiLogFiles" | "ollamaLogFiles" | "modelServerLogFiles">;

/** What a shell may match otherwise than the agents do. */
const otherwise = /\*\*|[?\\()|]|\[[!^]|\{[^}]*[{/]|\{[^}]*$|[^\x20-\x7e]/;

/** Whether a shell finds the files that the agents find, and calls them the same. */
function alike(glob: string): boolean {
  return !otherwise.test(glob) && path.posix.normalize(glob) === glob;
}

/**
 * The collector's globs, and for each which job reads it from a list that the entrypoint writes, with the job's label: the name
 * of the job, a blank, the label; empty where the agent looks for the glob itself.
 */
export function listed(agent: Agent, files: Files): { globs: string[]; readers: string[] } {
  const all = [
    { reader: `webui-files ${jobs.webuiFile}`, globs: files.webuiLogFiles },
    { reader: `ollama-files ${jobs.ollama}`, globs: files.ollamaLogFiles },
    { reader: `model-server-files ${jobs.modelServer}`, globs: files.modelServerLogFiles },
  ];
  return {
    globs: all.flatMap(({ globs }) => globs),
    // A job is read in one way: a file that two of its globs find is read once.
    readers: all.flatMap(({ reader, globs }) =>
      globs.map(() => (agent === "promtail" && globs.every(alike) ? reader : "")),
    ),
  };
}
