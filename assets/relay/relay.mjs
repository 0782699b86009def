// Signs what Grafana sends to DingTalk and Feishu bots and passes it on. Both services answer HTTP 200 to what they
// refuse; here that becomes an error with the service's reason, so that Grafana shows it and tries again.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, request } from "node:http";

const port = Number(process.env.PORT ?? 8080);
if (process.argv.includes("--health")) {
  request({ port, path: "/health", timeout: 2000 }, ({ statusCode }) =>
    process.exit(statusCode === 200 ? 0 : 1),
  )
    .on("error", () => process.exit(1))
    .end();
} else {
  start(JSON.parse(readFileSync(process.env.ROUTES ?? "/opt/routes.json", "utf8")));
}

function start(routes) {
  const server = createServer((incoming, outgoing) => {
    const answer = (status, text) =>
      outgoing.writeHead(status, { "content-type": "text/plain" }).end(`${text}\n`);
    if (incoming.url === "/health") return answer(200, "ok");
    const route = routes[incoming.url.slice(1)];
    if (!route || incoming.method !== "POST") return answer(404, "no such receiver");
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      send(route, Buffer.concat(chunks).toString()).then(
        (reason) => (reason ? answer(502, reason) : answer(200, "delivered")),
        // The cause's code alone: a message may hold the URL, which is a secret.
        (error) => answer(502, `${route.type} cannot be reached: ${error.cause?.code ?? error.name}`),
      );
    });
  });
  server.listen(port);
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
}

/** Returns the service's reason when it refused the message. */
async function send({ type, url, secret }, body) {
  const signed = type === "dingtalk" ? dingtalk(url, secret, body) : feishu(url, secret, body);
  const response = await fetch(signed.url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: signed.body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  const { errcode, code, errmsg, msg } = parse(text);
  if (response.ok && (errcode ?? code) === 0) return undefined;
  return `${type} refused the message: ${response.status} ${errcode ?? code ?? ""} ${errmsg ?? msg ?? text.slice(0, 200)}`;
}

/** Milliseconds and secret, signed with the secret, in the address. */
function dingtalk(url, secret, body) {
  const timestamp = String(Date.now());
  const signed = new URL(url);
  signed.searchParams.set("timestamp", timestamp);
  signed.searchParams.set(
    "sign",
    createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64"),
  );
  return { url: signed, body };
}

/** Seconds and secret are the key, nothing is the text; in the body. */
function feishu(url, secret, body) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64");
  return { url, body: JSON.stringify({ timestamp, sign, ...JSON.parse(body) }) };
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
