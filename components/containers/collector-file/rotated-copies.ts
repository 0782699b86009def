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

/** Digits of a date or a time, as globs know them. */
const digits = (text: string) => text.replace(/\d/g, "[0-9]");
/** app.2026-11-25_19-30-00_123456.log: what loguru makes of app.log. */
const loguru = `*.${digits("0000-00-00_00-00-00_0")}*`;

/** The end of a file name that a person wrote for just such files: what is asked for by name is read. */
const asked = /(\.log|\.out|\.err|\.txt|\.json|\.jsonl|_log)[.-][^*]|\.(gz|bz2|xz|zst|zip|old|bak)$/;

/** What a glob finds and no other does: the name that is written to has one part between dots less. */
const betweenDots = /\.[^.]*[*?[{][^.]*\./;

/**
 * What a collector leaves out of a glob so that no line is read twice.
 *
 * @returns another glob; nothing where the glob finds no rotated copies anyway, or was written for them
 */
export function rotatedCopies(glob: string): string | undefined {
  const [folder, copies] = parts(glob);
  return copies.length > 0 ? `${folder}${either(copies)}` : undefined;
}

/**
 * What a collector leaves out of each of several globs: rotated copies, what another of them finds, and names that are not
 * UTF-8, at which Promtail and Alloy end. A file that is found by two is left to the one that leaves out less, so that none
 * is left out by both; else to the first.
 *
 * @returns a glob for each, nothing where there is nothing to leave out
 */
export function leftOut(globs: string[]): (string | undefined)[] {
  const rank = (glob: string) => parts(glob)[1].length;
  return globs.map((glob, at) => {
    const others = globs.filter((other, i) =>
      rank(other) === rank(glob) ? i < at && other !== glob : rank(other) < rank(glob),
    );
    const all = [...new Set([rotatedCopies(glob) ?? "", ...others, ...notUtf8(glob)])].filter(Boolean);
    // Promtail finds nothing with a glob that begins with a brace.
    return all.length > 1 ? `/${either(all.map((one) => one.replace(/^\//, "")))}` : all[0];
  });
}

/** What a glob finds with a name, of a file or a folder, that is not UTF-8: Go takes each such byte for this character. */
function notUtf8(glob: string): string[] {
  const names = glob.split("/");
  return names.flatMap((name, at) => {
    if (!/[*?[{]/.test(name)) return [];
    const odd = name === "**" ? "**/*\uFFFD*/**" : "*\uFFFD*";
    return [...names.slice(0, at), odd, ...names.slice(at + 1)].join("/");
  });
}

/** The folder of a glob, with its slash, and names of rotated copies that it finds beside what they are copies of. */
function parts(glob: string): [folder: string, copies: string[]] {
  const at = glob.lastIndexOf("/") + 1;
  const file = glob.slice(at);
  const all = /[*?\]}]$/.test(file) && !asked.test(file) ? names : [];
  const time = /[*?[{]/.test(file) && !asked.test(file) && !betweenDots.test(file) ? [loguru] : [];
  return [glob.slice(0, at), [...all, ...time]];
}

function either(globs: string[]): string {
  return globs.length > 1 ? `{${globs.join(",")}}` : (globs[0] ?? "");
}
