import type { StackConfig } from "../../components/config/stack";
import { queries } from "../../components/observability/logql";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import type { GrafanaApi } from "../grafana/api";
import { type FileReport, readReport } from "./file-report";
import { oldLineChecks } from "./old-lines";
import { sameFiles } from "./same-files";

/** What Loki has of a file. */
export interface Arrived {
  /** Lines of the last 15 minutes, up to `most`. */
  lines: number;
  /** Time of the newest one within a week, in milliseconds. */
  last?: number;
}

/** More lines are not counted. */
const most = 1000;
/** More files of a glob that are well are told as a number. */
const listed = 10;
/** What is written while one looks. */
const negligible = 65_536;

/** The keys that name files. */
const keys = ["webuiLogFiles", "ollamaLogFiles", "modelServerLogFiles"] as const;

/** What arrives from each log file, and why nothing does. */
export class FileChecks {
  constructor(
    private readonly config: StackConfig,
    private readonly docker: Docker,
    private readonly grafana: GrafanaApi,
  ) {}

  async all(): Promise<Check[]> {
    const { sources } = this.config.collector;
    if (keys.every((key) => sources[key].length === 0)) return [];
    const script = "source /etc/promtail/files.sh && report";
    const { status, stdout } = await this.docker.exec("collector", ["bash", "-c", script]);
    if (status !== 0)
      return [
        { what: "log files", state: "failed", found: "the collector does not run", hint: "npm run up" },
      ];
    const checks: Check[] = [];
    try {
      const globs = readReport(stdout);
      for (const [glob, reports] of globs) checks.push(...(await this.ofGlob(glob, reports)));
      for (const key of keys)
        checks.push(...sameFiles(sources[key].flatMap((glob) => globs.get(glob) ?? [])));
      checks.push(...(await oldLineChecks(this.config, this.grafana)));
    } catch (error) {
      const found = (error as Error).message;
      checks.push({ what: "log files", state: "failed", found, hint: "is Loki running? npm run up" });
    }
    return checks;
  }

  private async ofGlob(glob: string, reports: FileReport[]): Promise<Check[]> {
    if (reports.length === 0) {
      const { collector, probe } = this.config;
      const key = keys.find((one) => collector.sources[one].includes(glob));
      // Most hosts have no other model server: its folders are there by default, and missed by nobody.
      if (key === "modelServerLogFiles" && probe.modelServers.length === 0) return [];
      const hint = `right for a source you do not have; else change ${key}`;
      return [{ what: `files ${glob}`, state: "empty", found: "no such path on the host", hint }];
    }
    const checks = await Promise.all(
      reports.map(async (report) => judge(report, await this.arrived(report.path))),
    );
    const well = checks.filter(({ state }) => state === "ok");
    if (well.length <= listed) return checks;
    const more = well.length - listed;
    return [
      ...checks.filter((check) => check.state !== "ok" || well.indexOf(check) < listed),
      { what: `files ${glob}`, state: "ok", found: `${more} more, read to their ends` },
    ];
  }

  private async arrived(path: string): Promise<Arrived> {
    const lines = await this.times(path, most, "15m");
    return { lines: lines.length, last: lines[0] ?? (await this.times(path, 1, "168h"))[0] };
  }

  /** When a file's newest lines are of, the newest first. */
  private async times(path: string, limit: number, since: string): Promise<number[]> {
    const query = queries({ host: this.config.hostName }).file(path);
    const lines = await this.grafana.lokiLines(query, limit, since);
    return lines.map(({ nanoseconds }) => Number(nanoseconds / 1_000_000n));
  }
}

/** One file's finding: ok only where what stands in it arrives. */
export function judge(report: FileReport, arrived: Arrived): Check {
  const { kind, size, behind, history, leftOut, path } = report;
  const what = `file ${path}`;
  const check = (state: Check["state"], found: string, hint?: string): Check => ({
    ...{ what, state, found: found + (rotated(path) ? " (by its name a rotated copy)" : "") },
    ...(hint ? { hint } : {}),
  });
  if (kind === "gone") return { what, ...gone(report) };
  if (kind === "newline")
    return check(
      "failed",
      "a line end in its name is not supported: what is read of it is not known",
      "give the file a name without a line end",
    );
  if (kind === "encoding")
    return check(
      "failed",
      "its name is not UTF-8: nothing is read from it, for Promtail and Alloy end at such a name",
      "rename it: convmv -f gbk -t utf8 --notest <file>, with the encoding it has",
    );
  if (kind === "directory")
    return check("empty", "a directory: nothing is read from it", `name its files: ${path}/*.log`);
  if (kind === "special")
    return check("failed", "a pipe, socket or device: it is not read", "let the service write a file");
  if (kind === "unreadable")
    return check(
      "failed",
      "the collector may not read it: none of its lines arrive",
      "root in a container may not, either: SELinux, or a network drive that maps root to nobody",
    );
  if (kind === "binary" || /\.(gz|xz|zst|bz2|zip)$/.test(path))
    return check("empty", "not a text file", `choose a glob in ${keys.join(" or ")} without it`);
  if (size === 0) return check("empty", "empty", "right for a service that has not said anything yet");
  const omitted = leftOut > 0 ? `; the first ${megabytes(leftOut)} are left out (logHistory)` : "";
  if (kind === "unseen")
    return check(
      "empty",
      "not begun yet",
      "a new file is seen within 5 seconds; later: docker logs of the collector",
    );
  if (history || behind > negligible) {
    const reading = history ? "reading history" : "reading";
    const hint = "lines without a time may be old here: rules that count wait until its end is read";
    return check("empty", `${reading}, ${megabytes(behind)} behind${omitted}`, hint);
  }
  if (arrived.last === undefined)
    return check(
      "empty",
      `read to its end, but Loki has no line of it of the last 7 days${omitted}`,
      "older lines are dropped; newer ones: docker logs of the collector and of Loki",
    );
  const lines = arrived.lines >= most ? `${most} lines or more` : `${arrived.lines} lines`;
  const last = new Date(arrived.last).toISOString().replace(/\.\d+/, "");
  return check("ok", `${lines} in the last 15 minutes, the last one of ${last}${omitted}`);
}

function gone({ target, path }: FileReport): Pick<Check, "state" | "found" | "hint"> {
  if (target === path.replaceAll("\t", "\\t")) return { state: "empty", found: "gone", hint: "ask again" };
  if (target.startsWith("/var/log/"))
    return {
      state: "empty",
      found: `a link to ${target}, which does not exist`,
      hint: "right for a service that has not started yet",
    };
  return {
    state: "failed",
    found: `a link to ${target}, which the collector does not see: none of its lines arrive`,
    hint: "only /var/log is mounted: let the service write there; a container or a systemd unit can be read without a file (docs/operations.md)",
  };
}

function rotated(path: string): boolean {
  return /\.\d+$|\.(gz|xz|zst|bz2|zip|old|bak)$|-\d{8}(\.log)?$/.test(path);
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
