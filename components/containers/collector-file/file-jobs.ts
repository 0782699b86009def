import { jobs } from "../../shared/naming";

/** A job that reads files. */
interface FileJob {
  /** Its name in assets/promtail/base.yaml. */
  name: string;
  /** The label `job` of its lines. */
  label: string;
}

/** The jobs that read files, by the setting that says which. */
export const fileJobs = {
  webuiLogFiles: { name: "webui-files", label: jobs.webuiFile },
  ollamaLogFiles: { name: "ollama-files", label: jobs.ollama },
  modelServerLogFiles: { name: "model-server-files", label: jobs.modelServer },
} as const satisfies Record<string, FileJob>;

/** Globs of a stack's log files, by that setting. */
export type FileGlobs = Record<keyof typeof fileJobs, string[]>;

/** Each of these jobs with its globs. */
export function globsOf(files: FileGlobs): (FileJob & { globs: string[] })[] {
  return Object.entries(fileJobs).map(([key, job]) => ({ ...job, globs: files[key as keyof FileGlobs] }));
}
