import * as path from "node:path";

import type { StackConfig } from "../../components/config/stack";
import { collectorEnvironment } from "../../components/containers/collector";
import { type FileReport, readReport } from "../checks/file-report";
import { judge } from "../checks/files";
import { sameFiles } from "../checks/same-files";
import type { Docker } from "../engine/docker";
import { root } from "../offline/project";
import { diagnoses, type Diagnosis } from "./diagnosis";
import { linesOf } from "./lines-of";
import type { Machine } from "./machine";

/** Files of a glob that are looked into. */
const listed = 5;

/** Looks at log files, with the collector's own eyes where it runs, else with this user's: which there are, and of what forms. */
export class LogFiles {
  constructor(
    private readonly config: StackConfig,
    private readonly docker: Pick<Docker, "exec" | "local">,
    private readonly machine: Machine,
    /** Whether the collector runs. */
    private readonly collecting: boolean,
  ) {}

  async all(): Promise<Diagnosis[]> {
    const { sources } = this.config.collector;
    const globs = [...sources.webuiLogFiles, ...sources.ollamaLogFiles, ...sources.modelServerLogFiles];
    if (globs.length === 0) return [];
    if (!this.collecting && !this.docker.local)
      return [
        {
          ...{
            what: "log files",
            state: "note",
            found: "on the engine's machine, where no collector runs yet",
          },
          hint: "after npm run up they are looked at there",
        },
      ];
    const text = await this.reported();
    if (text === undefined)
      return [
        {
          ...{
            what: "log files",
            state: "note",
            found: "not looked at: this machine has no bash 4 with GNU stat",
          },
          hint: "after npm run up the collector is asked",
        },
      ];
    const reports = readReport(text);
    const found = await Promise.all([...reports].map(([glob, files]) => this.ofGlob(glob, files)));
    return [...found.flat(), ...diagnoses(sameFiles([...reports.values()].flat()))];
  }

  /** What the collector's own script says of the globs. */
  private async reported(): Promise<string | undefined> {
    if (this.collecting) {
      const script = "source /etc/promtail/files.sh && report";
      const { status, stdout } = await this.docker.exec("collector", ["bash", "-c", script]);
      return status === 0 ? stdout : undefined;
    }
    const script = path.join(root, "assets/promtail/files.sh");
    const environment = collectorEnvironment(this.config.collector);
    return this.machine.run("bash", ["-c", 'source "$0" && report', script], environment);
  }

  private async ofGlob(glob: string, reports: FileReport[]): Promise<Diagnosis[]> {
    const { modelServers } = this.config.probe;
    const { sources } = this.config.collector;
    const keys = ["webuiLogFiles", "ollamaLogFiles", "modelServerLogFiles"] as const;
    const key = keys.find((one) => sources[one].includes(glob)) ?? "webuiLogFiles";
    if (reports.length === 0) {
      // Most hosts have no other model server: its folders are there by default, and missed by nobody.
      if (key === "modelServerLogFiles" && modelServers.length === 0) return [];
      const hint = `right for a source you do not have; else change ${key}`;
      return [{ what: `files ${glob}`, state: "note", found: "no such path on the host", hint }];
    }
    const some = reports.slice(-listed);
    const found = await Promise.all(some.map((one) => this.ofFile(one)));
    const more = reports.length - some.length;
    return more > 0
      ? [...found, { what: `files ${glob}`, state: "ok", found: `${more} more, not looked into` }]
      : found;
  }

  private async ofFile(file: FileReport): Promise<Diagnosis> {
    const what = `file ${file.path}`;
    if (file.kind === "unreadable" && !this.collecting)
      return {
        ...{ what, state: "note", found: "this user may not read it; the collector, which is root, may" },
        hint: "its form is told after npm run up, or with sudo",
      };
    // What cannot be read at all is told as verify tells it.
    const [verdict] = diagnoses([judge(file, { lines: 0 })]);
    const readable = (file.kind === "file" || file.kind === "unseen") && file.size > 0;
    if (!readable && verdict) return verdict;
    const text = await this.ends(file.path);
    return text === undefined ? { what, state: "note", found: "cannot be looked into" } : linesOf(what, text);
  }

  private async ends(file: string): Promise<string | undefined> {
    if (!this.collecting) return this.machine.ends(file);
    const script = 'head -c 32768 -- "$0"; echo; tail -c 32768 -- "$0"';
    const { status, stdout } = await this.docker.exec("collector", ["bash", "-c", script, file]);
    return status === 0 ? stdout : undefined;
  }
}
