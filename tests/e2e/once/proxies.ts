import type { TellingSite } from "./telling-site";
import { first, second, tells } from "./told-requests";

/** A proxy and what stands behind it. */
export const proxyCases: TellingSite[] = [
  {
    what: "nginx in front of gunicorn, a file each",
    files: ["nginx.log", "gunicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("gunicorn.log", first.map(tells.gunicornBehind));
    },
    lines: 2 * first.length,
  },
  {
    what: "nginx in front of gunicorn, a container each",
    tell: async (on) => {
      await on.container("nginx", first.map(tells.nginxImage));
      await on.container("app", first.map(tells.gunicornInContainer));
    },
    lines: 2 * first.length,
  },
  {
    what: "nginx on the host in front of gunicorn in a network of containers, a file each",
    files: ["nginx.log", "gunicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("gunicorn.log", first.map(tells.gunicornOfTheHost));
    },
    lines: 2 * first.length,
  },
  {
    what: "nginx that logs JSON in front of an application that does, and names clients",
    files: ["nginx.log", "app.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginxJson));
      on.append("app.log", first.map(tells.jsonWithClient));
    },
    lines: 2 * first.length,
  },
  {
    what: "nginx in front of uvicorn",
    files: ["nginx.log", "uvicorn.log"],
    tell: (on) => {
      on.append("nginx.log", first.map(tells.nginx));
      on.append("uvicorn.log", first.map(tells.uvicorn));
    },
    lines: 2 * first.length,
  },
  {
    what: "caddy in front of an application that logs JSON",
    tell: async (on) => {
      await on.container("caddy", first.map(tells.caddy));
      await on.container("app", first.map(tells.json));
    },
    lines: 2 * first.length,
  },
  {
    what: "caddy's two loggers",
    files: ["caddy.log"],
    tell: (on) => on.append("caddy.log", [...first.map(tells.caddy), ...first.map(tells.caddySite)]),
    lines: 2 * first.length,
  },
  {
    what: "two workers with a file each behind one proxy",
    files: ["nginx.log", "worker-1.log", "worker-2.log"],
    tell: (on) => {
      on.append("nginx.log", [...first, ...second].map(tells.nginx));
      on.append("worker-1.log", first.map(tells.gunicornBehind));
      on.append("worker-2.log", second.map(tells.gunicornBehind));
    },
    lines: 4 * first.length,
    times: 2,
  },
];
