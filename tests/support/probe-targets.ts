import type http from "node:http";

import { type Handler, type Line } from "./probe";

// One round is enough for most tests, and no machine is so busy that a loopback answer takes this long.
export const ONE_ROUND = { PROBE_INTERVAL: "1m", PROBE_TIMEOUT: "10s" };

// For targets that never answer.
export const IMPATIENT = { PROBE_INTERVAL: "400ms", PROBE_TIMEOUT: "200ms" };

export const GO_DURATION = /^\d+\.\d(ms)$/;

export const hang: Handler = () => undefined;

export const status =
  (code: number, body = "", headers: http.OutgoingHttpHeaders = {}): Handler =>
  (_, response) =>
    response.writeHead(code, headers).end(body);

export function milliseconds(line: Line, field = "duration"): number {
  return Number.parseFloat(String(line[field]));
}

export function flood(_: http.IncomingMessage, response: http.ServerResponse): void {
  const chunk = "x".repeat(64 * 1024);
  const more = (): void => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on("drain", more);
  more();
}
