import dns from "node:dns";
import type { IncomingMessage, OutgoingHttpHeaders } from "node:http";
import type { LookupFunction } from "node:net";

import type { Duration } from "../shared/settings";

const MAX_BODY = 128 * 1024;

export interface RequestOptions {
  /** Sent as JSON by POST. */
  payload?: unknown;
  /** @default GET, with a payload POST */
  method?: string;
  /** Told each piece of an answer with status 200 and the milliseconds since `started`; what it throws ends the request. */
  onText?: (chunk: string, ms: number) => void;
  /** Whether the answer's text is kept. @default true */
  keep?: boolean;
  /** Start of the time limit, by performance.now(). @default now */
  started?: number;
}

export interface Answer {
  status: number | undefined;
  body: string;
  /** False when the body is longer than 128 KiB, of which no more was read. */
  whole: boolean;
  /** Milliseconds since `started`. */
  ms: number;
}

/** One request on a connection of its own. The limit counts from `started` and covers everything. */
export function ask(url: URL, limit: Duration, options: RequestOptions = {}): Promise<Answer> {
  const {
    payload,
    method = payload ? "POST" : "GET",
    onText,
    keep = true,
    started = performance.now(),
  } = options;
  return new Promise((resolve, reject) => {
    const answer: Answer = { status: undefined, body: "", whole: true, ms: 0 };
    const headers: OutgoingHttpHeaders = { "User-Agent": "deepchat-observability-probe" };
    if (payload) headers["Content-Type"] = "application/json";
    // Not imported: an ES import of node:http loads all that it offers, 6 MiB more.
    const client =
      url.protocol === "https:"
        ? process.getBuiltinModule("node:https")
        : process.getBuiltinModule("node:http");
    const request = client.request(url, { method, headers, lookup, agent: false });
    const timedOut = () =>
      settle(new Error(`${answer.status ? "answer not complete" : "no answer"} within ${limit.text}`));
    const settle = (error?: Error) => {
      clearTimeout(timer);
      request.destroy();
      if (error) return reject(Object.assign(error, { status_code: answer.status }));
      resolve({ ...answer, ms: performance.now() - started });
    };
    const timer = setTimeout(timedOut, Math.max(1, limit.ms - (performance.now() - started)));
    request.on("error", settle);
    request.on("response", (response: IncomingMessage) => {
      answer.status = response.statusCode;
      // Some servers send a body after HEAD all the same, and the parser would take it for garbage.
      if (method === "HEAD") return settle();
      response.setEncoding("utf8");
      response.on("error", settle);
      response.on("end", () => settle());
      response.on("data", (chunk: string) => {
        if (keep) answer.body += chunk;
        answer.whole = answer.body.length <= MAX_BODY;
        if (!answer.whole) return settle();
        try {
          if (answer.status === 200) onText?.(chunk, performance.now() - started);
        } catch (error) {
          settle(error as Error);
        }
      });
    });
    request.end(payload && JSON.stringify(payload));
  });
}

/** A URL with a path behind its own, and a query if any. */
export function below(base: URL, suffix: string, query?: Record<string, string>): URL {
  const target = new URL(base);
  target.pathname = target.pathname.replace(/\/*$/, suffix);
  if (query) target.search = new URLSearchParams(query).toString();
  return target;
}

/** Those who wait for the same name. */
const lookups = new Map<string, Parameters<LookupFunction>[2][]>();

/** A hanging resolver would otherwise collect a few more lookups in each round. */
const lookup: LookupFunction = (host, options, callback) => {
  const key = `${host} ${JSON.stringify(options)}`;
  const others = lookups.get(key);
  if (others) {
    others.push(callback);
    return;
  }
  const waiting = [callback];
  lookups.set(key, waiting);
  dns.lookup(host, options, (...result) => {
    lookups.delete(key);
    for (const each of waiting) each(...result);
  });
};
