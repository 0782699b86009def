import type { TellingSite } from "./telling-site";
import { answered, failed, first, second, slow, tells } from "./told-requests";

/** Programs that tell of a request more than once, or of some requests only. */
export const programCases: TellingSite[] = [
  {
    what: "application log and access log in one folder",
    files: ["app.log", "access.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      on.append("access.log", first.map(tells.gunicorn));
    },
    lines: 2 * first.length,
  },
  {
    what: "two application logs and an access log",
    files: ["app.log", "app.jsonl.log", "access.log"],
    tell: (on) => {
      on.append("app.log", first.map(tells.logfmt));
      on.append("app.jsonl.log", first.map(tells.json));
      on.append("access.log", first.map(tells.uvicorn));
    },
    lines: 3 * first.length,
  },
  {
    what: "a file and the container that writes it",
    files: ["app.log"],
    tell: async (on) => {
      on.append("app.log", first.map(tells.logfmt));
      await on.container("app", first.map(tells.logfmt));
    },
    lines: 2 * first.length,
  },
  {
    what: "stdout and stderr",
    tell: (on) => on.container("app", first.map(tells.logfmt), first.map(tells.logfmt)),
    lines: 2 * first.length,
  },
  {
    what: "stdout, and stderr for what failed",
    tell: (on) => on.container("app", answered.map(tells.logfmt), failed.map(tells.logfmt)),
    lines: first.length,
  },
  {
    what: "uvicorn on stdout, the application on stderr",
    tell: (on) => on.container("app", first.map(tells.uvicorn), first.map(tells.json)),
    lines: 2 * first.length,
  },
  {
    what: "an access log of all and an application log of slow requests only",
    files: ["access.log", "app.log"],
    tell: (on) => {
      // Of these only one in twelve is slow, so that the quantile is not; of the application's lines all are.
      const few = first.map((told) => ({ ...told, seconds: told.id % 30 === 9 ? 30 : 1 }));
      on.append("access.log", few.map(tells.nginx));
      on.append("app.log", slow.map(tells.logfmt));
    },
    lines: first.length + slow.length,
    p95: 1,
  },
  {
    what: "two instances with a container each",
    tell: async (on) => {
      await on.container("1", first.map(tells.json));
      await on.container("2", second.map(tells.json));
    },
    lines: 2 * first.length,
    times: 2,
  },
];
