import type { FileReport } from "../../../scripts/checks/file-report";
import { sameFiles } from "../../../scripts/checks/same-files";

const file = (path: string, identity: string, kind: FileReport["kind"] = "file"): FileReport => ({
  ...{ kind, size: 5, behind: 0, history: false, leftOut: 0, identity, target: path, path },
});

describe("paths that are one file", () => {
  it("are told, once, with all their names", () => {
    const reports = [file("/l/day.log", "1:7"), file("/l/current.log", "1:7"), file("/l/other.log", "1:8")];
    const [check, ...more] = sameFiles(reports);
    expect(more).toEqual([]);
    expect(check).toMatchObject({ what: "file /l/current.log", state: "failed" });
    expect(check?.found).toMatch(/^the same file as \/l\/day\.log: each .* counted 2 times$/);
    expect(check?.hint).toBeTruthy();
  });

  it("are not one path that two globs match, nor what is read by nobody, nor what is unknown", () => {
    const twice = file("/l/a.log", "1:7");
    const unread = [file("/l/b", "1:9", "directory"), file("/l/c", "1:9", "directory")];
    expect(sameFiles([twice, twice, ...unread, file("/l/d.log", ""), file("/l/e.log", "")])).toEqual([]);
  });
});
