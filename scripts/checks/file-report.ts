/** What the collector says about a path; see report in assets/promtail/files.sh. */
export interface FileReport {
  kind:
    "file" | "gone" | "directory" | "special" | "unreadable" | "binary" | "unseen" | "newline" | "encoding";
  size: number;
  /** Bytes that have not been read. */
  behind: number;
  /** Not yet read to its end: what names no time may be old. */
  history: boolean;
  /** Bytes at its beginning that are never read. */
  leftOut: number;
  /** Which file of the disk it is: device and inode. */
  identity: string;
  /** Where its name leads to, links followed. */
  target: string;
  path: string;
}

/** The reports by glob, in the order of the configuration. */
export function readReport(text: string): Map<string, FileReport[]> {
  const globs = new Map<string, FileReport[]>();
  let reports: FileReport[] = [];
  for (const line of text.split("\n").filter(Boolean)) {
    const [kind = "", size = "", behind, history, leftOut, identity = "", target = "", ...path] =
      line.split("\t");
    if (kind === "glob") globs.set(size, (reports = []));
    else
      reports.push({
        kind: kind as FileReport["kind"],
        size: Number(size),
        behind: Number(behind),
        history: history === "1",
        leftOut: Number(leftOut),
        identity,
        target,
        path: path.join("\t"),
      });
  }
  return globs;
}
