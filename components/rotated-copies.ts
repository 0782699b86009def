/**
 * Names of what rotation leaves behind: a copy of lines that were read while they were written. A file of a day whose
 * name ends as others do (app-2026-11-25.log) is none.
 */
const names = [
  // app.log.1, app.log.2026-11-25, app.log-20261125, access_log.1; packed or not
  "*{.log,.out,.err,.txt,.json,.jsonl,_log}[.-][0-9]*",
  "*.log.{old,bak}",
  "*.{gz,bz2,xz,zst,zip}",
];

/** The end of a file name that a person wrote for just such files: what is asked for by name is read. */
const asked = /(\.log|\.out|\.err|\.txt|\.json|\.jsonl|_log)[.-][^*]|\.(gz|bz2|xz|zst|zip|old|bak)$/;

/**
 * What a collector leaves out of a glob so that no line is read twice.
 *
 * @returns another glob; nothing where the glob finds no rotated copies anyway, or was written for them
 */
export function rotatedCopies(glob: string): string | undefined {
  const at = glob.lastIndexOf("/") + 1;
  const file = glob.slice(at);
  if (!/[*?\]}]$/.test(file) || asked.test(file)) return undefined;
  return `${glob.slice(0, at)}{${names.join(",")}}`;
}
