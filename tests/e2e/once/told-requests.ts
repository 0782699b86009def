/** One request of a user, or a health check, before anybody tells of it. */
export interface Told {
  /** Different for each. */
  id: number;
  status: number;
  path: string;
  method: string;
  seconds: number;
}

/**
 * Sixty requests: six answered with 500, three with 404; forty to /chat, twenty to /models; nine in ten took 1 s, the
 * others 30 s. Beside them two health checks and a HEAD, which nobody counts.
 */
function sixty(from = 0): Told[] {
  const users = Array.from({ length: 60 }, (_, i): Told => {
    const status = i % 10 === 0 ? 500 : i % 20 === 5 ? 404 : 200;
    return {
      id: from + i,
      status,
      path: i % 3 === 0 ? "/models" : "/chat",
      method: "POST",
      seconds: i % 10 === 9 ? 30 : 1,
    };
  });
  const checks = [60, 61, 62].map((i): Told => {
    const method = i === 62 ? "HEAD" : "GET";
    return { id: from + i, status: 200, path: i === 62 ? "/" : "/health", method, seconds: 30 };
  });
  return [...users, ...checks];
}

export const first = sixty();
/** Sixty others, for a second program. */
export const second = sixty(100);

/** Those of the first that took 30 s. */
export const slow = first.filter(({ seconds }) => seconds > 1);
/** Those answered with 500. */
export const failed = first.filter(({ status }) => status === 500);
/** Those answered with anything else. */
export const answered = first.filter(({ status }) => status !== 500);
/** Those that Ollama answered with text. */
export const worked = first.filter(({ status, path }) => status === 200 && path === "/chat");

const clfTime = () =>
  new Date()
    .toUTCString()
    .replace(
      /^\w+, (\d+) (\w+) (\d+) ([\d:]+) GMT$/,
      (_, day: string, month: string, year: string, time) =>
        `${day.padStart(2, "0")}/${month}/${year}:${time} +0000`,
    );

/** Without a zone; the collectors of these tests run in UTC. */
const ginTime = () => new Date().toISOString().replace(/^(\d+)-(\d+)-(\d+)T([\d:]{8}).*$/, "$1/$2/$3 - $4");

const clf =
  (client: string, protocol: string, end: (told: Told) => string = () => "") =>
  (told: Told) =>
    `${client} - - [${clfTime()}] "${told.method} ${told.path} ${protocol}" ${told.status} 12 "-" "agent/${told.id}"${end(told)}`;

const caddy = (logger: string) => (told: Told) =>
  JSON.stringify({
    ...{ level: "info", ts: Date.now() / 1000, logger, msg: "handled request" },
    request: { remote_ip: "10.0.0.7", proto: "HTTP/2.0", method: told.method, uri: told.path, id: told.id },
    ...{ duration: told.seconds, status: told.status },
  });

const slog = (told: Told) =>
  `slot print_timing: id  0 | task ${told.id} |        eval time =    ${told.seconds}000.00 ms /    20 tokens (  50.00 ms per token,    20.00 tokens per second)`;

/** How a program tells of a request. */
export const tells = {
  logfmt: (told: Told) =>
    `time=${new Date().toISOString()} level=${told.status === 500 ? "error" : "info"} msg=request id=${told.id} method=${told.method} path=${told.path} status=${told.status} duration=${told.seconds}s`,
  json: (told: Told) =>
    JSON.stringify({
      ...{ timestamp: new Date().toISOString(), level: "info", id: told.id, method: told.method },
      ...{ path: told.path, status_code: told.status, duration_ms: told.seconds * 1000 },
    }),
  /** The same with who asked, as many applications log it. */
  jsonWithClient: (told: Told) =>
    JSON.stringify({
      ...{ timestamp: new Date().toISOString(), id: told.id, client_ip: "10.0.0.7", user_agent: "agent" },
      ...{ method: told.method, path: told.path, status_code: told.status },
      duration_ms: told.seconds * 1000,
    }),
  /** nginx with a format of JSON. */
  nginxJson: (told: Told) =>
    JSON.stringify({
      ...{ time: new Date().toISOString(), id: told.id, remote_addr: "10.0.0.7", request_uri: told.path },
      ...{ request_method: told.method, status: told.status, http_user_agent: "agent" },
      duration_s: told.seconds,
    }),
  uvicorn: (told: Told) =>
    `INFO:     10.0.0.7:${40_000 + told.id} - "${told.method} ${told.path} HTTP/1.1" ${told.status} OK`,
  /** nginx with the time at the end, as one configures it to see durations. */
  nginx: clf("10.0.0.7", "HTTP/1.1", ({ seconds }) => ` ${seconds}.000`),
  /** gunicorn behind a proxy on the same host that keeps connections open. */
  gunicornBehind: clf("127.0.0.1", "HTTP/1.1"),
  /** The same behind nginx as it is by default, seen from a container. */
  gunicornInContainer: clf("172.18.0.3", "HTTP/1.0", ({ seconds }) => ` ${seconds}.000`),
  /** The same behind nginx on the host that keeps connections open: asked by the network's gateway. */
  gunicornOfTheHost: clf("172.17.0.1", "HTTP/1.1", ({ seconds }) => ` ${seconds}.000`),
  /** nginx's image, whose format ends with who asked the proxy before it. */
  nginxImage: clf("10.0.0.7", "HTTP/1.1", () => ' "-"'),
  gunicorn: clf("10.0.0.7", "HTTP/1.1"),
  caddy: caddy("http.log.access"),
  caddySite: caddy("http.log.access.log0"),
  gin: (told: Told) =>
    `[GIN] ${ginTime()} | ${told.status} | ${told.seconds}.${String(told.id).padStart(6, "0")}s | 127.0.0.1 | ${told.method} "/api${told.path}"`,
  /** What llama-server says of its work. */
  timing: slog,
  loaded: (told: Told) =>
    `time=${new Date().toISOString()} level=INFO source=sched.go:561 msg="loaded runners" count=${told.id}`,
};
