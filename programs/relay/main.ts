// Passes on what Grafana sends to chat services, most of which answer HTTP 200 to what they refuse: here a refusal becomes an
// error with the service's reason, so that Grafana counts it and tries again. Signs for bots that ask for it, logs in to
// WeCom apps, keeps to each service's rate limit (bot.ts). Nothing is written to disk; refusals are told on stdout.
// Bundled into one file by components/shared/assets.ts.
//
//   PORT            8080
//   ROUTES          /opt/routes.json, whose form settings.ts describes
//   HEARTBEAT_FILE  /dev/shm/relay-heartbeat, which says when the relay last answered itself
import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

import { beatWhileAnswering } from "../shared/self-check";
import { Bot } from "./bot";
import { logOf } from "./log";
import type { Reply } from "./queue";
import { readSettings, type Settings } from "./settings";

/** Grafana's longest message is a tenth of it. */
const LONGEST = 256 * 1024;

const port = Number(process.env.PORT ?? 8080);
start(port, readSettings(process.env.ROUTES ?? "/opt/routes.json"));

function answersItself(): Promise<boolean> {
  return new Promise((resolve) => {
    const asked = request({ port, path: "/health", timeout: 2000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    asked.on("timeout", () => asked.destroy()).on("error", () => resolve(false));
    asked.end();
  });
}

function start(port: number, { routes, more, pace }: Settings): void {
  const bots = new Map(
    Object.entries(routes).map(([path, route]) => [path, new Bot(route, more, logOf(route), pace)]),
  );
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/health") return answer(outgoing, { status: 200, text: "ok" });
    const bot = bots.get(incoming.url?.slice(1) ?? "");
    if (!bot || incoming.method !== "POST")
      return answer(outgoing, { status: 404, text: "no such receiver" });
    pass(incoming, outgoing, bot);
  });
  server.listen(port, () => beatWhileAnswering("relay", answersItself));
  const stop = () => {
    for (const bot of bots.values()) bot.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
}

/** Reads Grafana's message and answers with what became of it. */
function pass(incoming: IncomingMessage, outgoing: ServerResponse, bot: Bot): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size <= LONGEST) chunks.push(chunk);
  });
  const passOn = async () => {
    if (size > LONGEST) return answer(outgoing, { status: 413, text: "message too long" });
    const gone = new AbortController();
    outgoing.on("close", () => gone.abort());
    answer(outgoing, await bot.take(Buffer.concat(chunks).toString(), gone.signal));
  };
  incoming.on("end", () => void passOn());
}

/** Grafana shows of an answer only its status line: the reason is there, too. */
function answer(outgoing: ServerResponse, { status, text }: Reply): void {
  // Exactly "ok" where all is well: Grafana's sender for Slack looks for it.
  const words = text.replace(/\p{Cc}+/gu, " ").slice(0, 200);
  const line = status === 200 ? "OK" : Buffer.from(words).toString("latin1");
  outgoing.writeHead(status, line, { "content-type": "text/plain; charset=utf-8" }).end(text);
}
