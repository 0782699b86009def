import type { Check } from "../command/findings";
import type { FileReport } from "./file-report";

/** Paths of one source that are one file of the disk, by a link or two names: each of its lines is read, and counted, twice. */
export function sameFiles(reports: Iterable<FileReport>): Check[] {
  const paths = new Map<string, Set<string>>();
  for (const { kind, identity, path } of reports) {
    if (kind !== "file" || !identity) continue;
    paths.set(identity, (paths.get(identity) ?? new Set()).add(path));
  }
  return [...paths.values()]
    .filter(({ size }) => size > 1)
    .map((names): Check => {
      const [first, ...others] = [...names].sort();
      return {
        what: `file ${first}`,
        state: "failed",
        found: `the same file as ${others.join(", ")}: each of its lines is read and counted ${names.size} times`,
        hint: "a glob that matches one of the names only, or the link in another folder",
      };
    });
}
