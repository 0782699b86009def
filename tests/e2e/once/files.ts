import * as fs from "node:fs";
import * as zlib from "node:zlib";

import type { TellingSite } from "./telling-site";
import { first, second, tells } from "./told-requests";

/** Files that hold what others hold: copies, and what several globs find. */
export const fileCases: TellingSite[] = [
  {
    what: "rotated copies under a wide glob",
    sources: { webuiFiles: "*" },
    files: ["app.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      for (const copy of ["app.log.1", "app.log-20261125", "app.log.2026-11-25", "app.log.old"])
        fs.copyFileSync(on.file("app.log"), on.file(copy));
      fs.writeFileSync(on.file("app.log.2.gz"), zlib.gzipSync(fs.readFileSync(on.file("app.log"))));
      // A file of a day is no copy. Found later than those, or with them.
      on.append("app-2026-11-25.log", second.map(tells.logfmt));
    },
    lines: 2 * first.length,
    times: 2,
  },
  {
    what: "loguru's rotation under a glob of logs",
    files: ["app.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      // As a copy: whether one that is renamed had been read to its end is another matter.
      fs.copyFileSync(on.file("app.log"), on.file("app.2026-11-25_19-30-00_123456.log"));
      // Found later than that, or with it.
      on.append("later.log", second.map(tells.logfmt));
    },
    lines: 2 * first.length,
    times: 2,
  },
  {
    what: "a file that two globs find",
    sources: { webuiFiles: ["*.log", "ov*"] },
    files: ["over.log"],
    tell: (on) => {
      on.append("over.log", first.map(tells.logfmt));
      on.append("over", second.map(tells.logfmt));
    },
    lines: 2 * first.length,
    times: 2,
  },
];
