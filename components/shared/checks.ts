import * as semver from "semver";

import { withoutPassword } from "./addresses";

/** A rule a text has to obey: returns what is allowed when it does not. */
export type Check = (value: string) => string | undefined;

/** The rules single config values obey. Each returns what is allowed when a value breaks it. */

/** An http(s) URL; `base` forbids a path's query and a trailing file. */
export const url: Check = (value) => {
  const parsed = URL.parse(value);
  return parsed && /^https?:$/.test(parsed.protocol) && parsed.hostname && !/\s/.test(value)
    ? undefined
    : "an http:// or https:// URL, such as http://127.0.0.1:11434";
};

/** A base URL that may be seen by everybody: no credentials, no query. */
export const baseUrl: Check = (value) => {
  const parsed = URL.parse(value);
  return url(value) === undefined &&
    parsed &&
    !parsed.username &&
    !parsed.password &&
    !parsed.search &&
    !parsed.hash
    ? undefined
    : "an http:// or https:// URL without user, password and query, such as http://127.0.0.1:11434";
};

/** The base URL of a model server: paths of OpenAI's interface are added here. */
export const modelServerUrl: Check = (value) =>
  baseUrl(value) ??
  (/\/v1\/?$/.test(value) ? "the server's base URL without /v1, such as http://127.0.0.1:8000" : undefined);

/** Loki's base URL: the push path is added here. */
export const lokiUrl: Check = (value) =>
  baseUrl(value) ??
  (value.includes("/loki/api")
    ? "Loki's base URL without /loki/api/..., such as https://loki.example.com"
    : undefined);

/** A Docker engine address as the Docker provider and the docker CLI read it. */
export const dockerHost: Check = (value) =>
  /^(unix:\/\/\/|ssh:\/\/[^/\s]+|tcp:\/\/[^/\s]+:\d+|npipe:\/\/)/.test(value) &&
  withoutPassword(value) === value
    ? undefined
    : "ssh://user@host, tcp://host:port or unix:///path/to/docker.sock, without a password";

/** Path of an engine's socket. */
export const socket: Check = (value) =>
  /^\/[^\s:]+[^\s:/]$/.test(value)
    ? undefined
    : "the absolute path of the engine's socket on its host, such as /run/user/1000/docker.sock";

/** A value that is safe as a label. */
export const labelValue: Check = (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(value)
    ? undefined
    : "1 to 63 letters, digits, dots, dashes or underscores";

/** A log file glob: the collector sees /var/log of the host and nothing else. */
export const logGlob: Check = (value) =>
  /^\/var\/log\/[^\s]+$/.test(value) && !/\/\.\.(\/|$)/.test(value)
    ? undefined
    : "an absolute path or glob below /var/log/";

/** A regular expression, which will be matched from the start of a container's name. */
export const pattern: Check = (value) => {
  const allowed = "a regular expression for the start of container names, such as deepchat.*";
  if (value === "" || value.startsWith("^") || value.startsWith("/"))
    return `${allowed}, without ^ or / in front`;
  try {
    new RegExp(value);
    return undefined;
  } catch {
    return allowed;
  }
};

/** A regular expression as the collector, a Go program, reads it. */
export const regex: Check = (value) => {
  const allowed = "a regular expression (RE2: no look-around, no back-reference), such as employee-\\d+";
  if (value === "" || /\(\?<?[=!]|\\[1-9]/.test(value)) return allowed;
  try {
    new RegExp(value.replace(/^\(\?[imsU]+\)/, "").replaceAll("(?P<", "(?<"));
    return undefined;
  } catch {
    return allowed;
  }
};

/** A Docker network's name. */
export const network: Check = (value) =>
  /^[A-Za-z0-9][\w.-]*$/.test(value)
    ? undefined
    : "the name of an existing Docker network (docker network ls)";

/** A model's name as Ollama lists it. */
export const model: Check = (value) =>
  /^[\w./-]+(:[\w.-]+)?$/.test(value)
    ? undefined
    : "a model's name as `ollama list` shows it, such as llama3:8b";

/** A systemd unit name; a star stands for any characters. */
export const unit: Check = (value) =>
  /^[\w@:.\\*-]*\w[\w@:.\\*-]*\.(service|scope)$/.test(value)
    ? undefined
    : "a unit name such as ollama.service or snap.ollama.*.service";

/** A mail address. */
export const email: Check = (value) =>
  /^[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+$/.test(value) ? undefined : "a mail address such as ops@example.com";

/** host:port. */
export const hostPort: Check = (value) =>
  /^[^\s:/]+:\d{1,5}$/.test(value) && Number(value.split(":")[1]) <= 65_535
    ? undefined
    : "host:port, such as smtp.example.com:587";

/** A number as an id. */
export const digits: Check = (value) => (/^\d+$/.test(value) ? undefined : "a number");

/** The name of an HTTP header a webhook may carry: Grafana refuses those the connection itself is made of. */
export const headerName: Check = (value) =>
  /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(value) &&
  !/^(host|authorization|cookie|user-agent|content-length|content-encoding|connection|date|origin|referer|te|trailer|upgrade|via|expect|forwarded|keep-alive|set-cookie|transfer-encoding|x-forwarded-for|x-real-ip|accept-(encoding|charset)|proxy-auth.*)$/i.test(
    value,
  )
    ? undefined
    : "the name of an HTTP header, such as X-Api-Key (Authorization: bearerToken, or username and password)";

/** A time zone both Node.js and Grafana know. */
export const timeZone: Check = (value) => {
  const allowed = "a time zone's IANA name, such as Asia/Shanghai or UTC";
  // Node.js takes offsets and any case, Grafana only names as they are written in its database.
  if (!/^(UTC|[A-Z]\w+(\/[A-Z][\w+-]*)+)$/.test(value)) return allowed;
  try {
    new Intl.DateTimeFormat("en", { timeZone: value });
    return undefined;
  } catch {
    return allowed;
  }
};

/** A time of the day. */
export const clock: Check = (value) =>
  /^([01]\d|2[0-3]):[0-5]\d$/.test(value) ? undefined : "a time of the day as HH:MM, such as 22:00";

/** A time of the day, its end included. */
export const clockEnd: Check = (value) =>
  value === "24:00" || !clock(value) ? undefined : `${clock("")}, or 24:00`;

/** A day of the calendar. */
export const date: Check = (value) =>
  /^\d{4}-\d\d-\d\d$/.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString().startsWith(value)
    ? undefined
    : "a date as YYYY-MM-DD, such as 2026-12-24";

/** A new password for Grafana. Grafana's provider splits at the first colon and trims, so blanks at the ends cannot work. */
export const password: Check = (value) =>
  value.length >= 8 && value.trim() === value && !value.includes("\n")
    ? undefined
    : "8 characters or more, on one line, no blanks at the ends";

/**
 * An image reference with a version tag inside the tested range: a version that would only half work is refused
 * before anything is touched. The registry and path may be any, so a mirror works.
 *
 * @param range versions allowed, in npm's range syntax
 * @param tested the same for people, with the reason where there is one
 */
const image =
  (range: string, tested: string): Check =>
  (value) => {
    const match = /^(?:[\w.-]+(?::\d+)?\/)?[a-z0-9._/-]+:([\w.-]+)(?:@sha256:[0-9a-f]{64})?$/.exec(value);
    const version = semver.coerce(match?.[1]);
    const allowed = `an image with a version tag in the tested range (${tested}), such as name:1.2.3`;
    return version && semver.satisfies(version, range) ? undefined : allowed;
  };

export const lokiImage = image(
  "3.5.x || >=3.6.5 <3.8",
  "3.5 and 3.6.5 to 3.7: others cannot report their health",
);
export const promtailImage = image(
  "3.5.x || >=3.6.9 <=3.6.11",
  "3.5 and 3.6.9 to 3.6.11: 3.6.0 to 3.6.8 cannot read the journal, later ones do not exist",
);
export const alloyImage = image(">=1.18 <2", "1.18");
export const proxyImage = image(">=1.13 <2", "1.13");
export const probeImage = image(">=22", "Node.js 22 or later");
export const sensorImage = image(">=22", "Node.js 22 or later, on glibc");
export const grafanaImage = image(">=11.6 <14", "11.6 to 13");
/** Webhooks with a body, headers and a signature of their own. */
export const grafanaWithPayloads = image(">=12 <14", "12 to 13");
