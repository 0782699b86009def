// Passes on what Grafana sends: signed, to DingTalk and Feishu bots; logged in, to WeCom apps; as it is, to Slack. Most
// answer HTTP 200 to what they refuse; here that becomes an error with the service's reason, so that Grafana shows it and tries again.
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
    // Exactly "ok" where all is well: Grafana's sender for Slack looks for it.
    const answer = (status, text) => outgoing.writeHead(status, { "content-type": "text/plain" }).end(text);
    if (incoming.url === "/health") return answer(200, "ok");
    const route = routes[incoming.url.slice(1)];
    if (!route || incoming.method !== "POST") return answer(404, "no such receiver");
    const chunks = [];
    incoming.on("data", (chunk) => chunks.push(chunk));
    incoming.on("end", () => {
      send(route, Buffer.concat(chunks).toString()).then(
        (refusal) => (refusal ? answer(refusal.status, refusal.text) : answer(200, "ok")),
        // The cause's code alone: a message may hold the URL, which is a secret.
        (error) => answer(502, `${route.type} cannot be reached: ${error.cause?.code ?? error.name}`),
      );
    });
  });
  server.listen(port);
  for (const signal of ["SIGTERM", "SIGINT"]) process.on(signal, () => process.exit(0));
}

const kinds = { dingtalk, feishu, wecomApp, slack: ({ url }, body) => ({ url, body }) };

/** Returns what to answer when the service refused the message. */
async function send(route, body) {
  const prepared = await kinds[route.type](route, body);
  const { reason, status, text } = prepared.reason ? prepared : await post(prepared.url, prepared.body);
  if (!reason) return undefined;
  // Grafana knows Slack's words, but only in Slack's own answer.
  if (route.type === "slack" && status >= 400) return { status, text };
  // Perhaps the token was withdrawn: Grafana tries again, then with a new one.
  tokens.delete(route.secret);
  return { status: 502, text: `${route.type} refused the message: ${reason}` };
}

async function post(url, body) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  const answer = parse(text);
  const code = answer.errcode ?? answer.code ?? answer.StatusCode;
  if (response.ok && (code === 0 || text === "ok")) return { answer };
  const words = answer.errmsg ?? answer.msg ?? text.slice(0, 200);
  return { reason: `${response.status} ${code ?? ""} ${words}`, status: response.status, text };
}

/** Tokens of apps, by their secret: WeCom limits how often one may be asked for. */
const tokens = new Map();

async function wecomApp(route, body) {
  const { corpId, secret, agentId, toUser = "@all", apiUrl = "https://qyapi.weixin.qq.com" } = route;
  const base = `${apiUrl.replace(/\/+$/, "")}/cgi-bin`;
  let token = tokens.get(secret);
  if (!token || token.until < Date.now()) {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const { answer, reason } = await post(`${base}/gettoken?${query}`, "{}");
    if (reason) return { reason };
    // Renewed at half time, so that one that was withdrawn is not used for hours.
    token = { value: answer.access_token, until: Date.now() + (answer.expires_in ?? 0) * 500 };
    tokens.set(secret, token);
  }
  const message = { touser: toUser, agentid: Number(agentId), ...JSON.parse(body) };
  const url = `${base}/message/send?${new URLSearchParams({ access_token: token.value })}`;
  return { url, body: JSON.stringify(message) };
}

/** Milliseconds and secret, signed with the secret, in the address. */
function dingtalk({ url, signSecret: secret }, body) {
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
function feishu({ url, signSecret: secret }, body) {
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
