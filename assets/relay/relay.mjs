// Passes on what Grafana sends to chat services, most of which answer HTTP 200 to what they refuse: here a refusal becomes an
// error with the service's reason, so that Grafana counts it and tries again. Signs for bots that ask for it, logs in to
// WeCom apps, keeps to each service's rate limit (bot.mjs). Nothing is written to disk; refusals are told on stdout.
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";

import { Bot } from "./bot.mjs";

const port = Number(process.env.PORT ?? 8080);
/** Grafana's longest message is a tenth of it. */
const LONGEST = 256 * 1024;

if (process.argv.includes("--health")) {
  request({ port, path: "/health", timeout: 2000 }, ({ statusCode }) =>
    process.exit(statusCode === 200 ? 0 : 1),
  )
    .on("error", () => process.exit(1))
    .end();
} else {
  start(JSON.parse(readFileSync(process.env.ROUTES ?? "/opt/routes.json", "utf8")));
}

/**
 * @param settings.more    words before the number of alerts that a message has no room for
 * @param settings.routes  receivers by their path; components/containers/relay.ts fills them
 * @param settings.pace    other times than bot.mjs's own, for tests
 */
function start({ routes, more, pace }) {
  const bots = Object.fromEntries(
    Object.entries(routes).map(([path, route]) => [
      path,
      new Bot(route, { more, say: tell(route), ...pace }),
    ]),
  );
  const server = createServer((incoming, outgoing) => {
    if (incoming.url === "/health") return answer(outgoing, { status: 200, text: "ok" });
    const name = incoming.url.slice(1);
    // Own ones only: every object has a "constructor".
    if (!Object.hasOwn(bots, name) || incoming.method !== "POST")
      return answer(outgoing, { status: 404, text: "no such receiver" });
    const bot = bots[name];
    const chunks = [];
    let size = 0;
    incoming.on("data", (chunk) => {
      size += chunk.length;
      if (size <= LONGEST) chunks.push(chunk);
    });
    incoming.on("end", async () => {
      if (size > LONGEST) return answer(outgoing, { status: 413, text: "message too long" });
      const gone = new AbortController();
      outgoing.on("close", () => gone.abort());
      answer(outgoing, await bot.take(Buffer.concat(chunks).toString(), gone.signal));
    });
  });
  server.listen(port);
  const stop = () => {
    for (const bot of Object.values(bots)) bot.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, stop);
}

/** Grafana shows of an answer only its status line: the reason is there, too. */
function answer(outgoing, { status, text }) {
  // Exactly "ok" where all is well: Grafana's sender for Slack looks for it.
  const words = text.replace(/\p{Cc}+/gu, " ").slice(0, 200);
  const line = status === 200 ? "OK" : Buffer.from(words).toString("latin1");
  outgoing.writeHead(status, line, { "content-type": "text/plain; charset=utf-8" }).end(text);
}

/** Tells what became of messages as a JSON line that names the receiver by its key and holds nothing secret. */
function tell({ key: receiver, type }) {
  return (outcome, { code, said = "", messages = 1 }) => {
    // Warnings and errors only: the collector drops what is below.
    const level = outcome === "lost" ? "error" : "warn";
    const line = { level, relay: outcome, receiver, type, code, messages, said: said.slice(0, 300) };
    process.stdout.write(`${JSON.stringify(line)}\n`);
  };
}
