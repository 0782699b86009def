// Plays the services alerts go to, under their own names: HTTP on port 80, TLS on 443. Each checks what it gets as its
// documentation says and answers in its documented words. What arrived is at /received on port 8080.
// Node.js runs it as it stands: nothing but types may be TypeScript.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";

interface Answer {
  status: number;
  text: string;
  type?: string;
}

/** What one service answers; `refuse`: it refuses everything for now. */
type Service = (url: URL, body: string, headers: IncomingHttpHeaders, refuse: boolean) => Answer;

/** The fields of the services' messages that are looked at. */
interface Message {
  touser?: string;
  agentid?: number;
  msgtype?: string;
  msg_type?: string;
  timestamp?: string;
  sign?: string;
  channel?: string;
  text?: string;
  attachments?: unknown[];
  blocks?: unknown[];
  content?: { text?: string };
  card?: { elements?: unknown[] };
}

const received: {
  host: string;
  path: string;
  method?: string;
  body: string;
  status: number;
  answer: string;
}[] = [];
/** Hosts that refuse everything for now, set by a POST to /refuse. */
let refusing: string[] = [];

const bytes = (text?: string) => Buffer.byteLength(text ?? "");
const fresh = (milliseconds: number) => Math.abs(Date.now() - milliseconds) < 3_600_000;

const services: Record<string, Service> = {
  // https://developer.work.weixin.qq.com/document/path/91770 (bot) and /90236 (app)
  "qyapi.weixin.qq.com"(url, body, _headers, refuse) {
    const fail = (errcode: number, errmsg: string) => json({ errcode, errmsg });
    if (url.pathname === "/cgi-bin/gettoken") {
      if (url.searchParams.get("corpsecret") !== "app-secret") return fail(40001, "invalid credential");
      return json({ errcode: 0, errmsg: "ok", access_token: "app-token", expires_in: 7200 });
    }
    const app = url.pathname === "/cgi-bin/message/send";
    if (!app && (url.pathname !== "/cgi-bin/webhook/send" || url.searchParams.get("key") !== "bot-key"))
      return fail(93000, "invalid webhook url");
    if (app && url.searchParams.get("access_token") !== "app-token")
      return fail(40014, "invalid access_token");
    if (refuse) return fail(45009, "api freq out of limit");
    const message = JSON.parse(body) as Message;
    if (app && (!message.touser || !/^\d+$/.test(String(message.agentid))))
      return fail(40058, "invalid Request Parameter");
    if (!["markdown", "text"].includes(message.msgtype ?? "")) return fail(40008, "invalid message type");
    const content = part(message)?.content;
    if (!content) return fail(44004, "content size out of limit or empty");
    const limit = app || message.msgtype === "text" ? 2048 : 4096;
    return bytes(content) > limit ? fail(40058, `content exceed max length ${limit}`) : fail(0, "ok");
  },

  // https://open.dingtalk.com/document/orgapp/custom-robots-send-group-messages
  "oapi.dingtalk.com"(url, body, _headers, refuse) {
    const fail = (errcode: number, errmsg: string) => json({ errcode, errmsg });
    const token = url.searchParams.get("access_token");
    if (!["plain", "signed"].includes(token ?? "")) return fail(300001, "token is not exist");
    if (refuse) return fail(310000, "keywords not in content");
    if (token === "signed") {
      const timestamp = url.searchParams.get("timestamp");
      const wanted = createHmac("sha256", "SEC-key").update(`${timestamp}\nSEC-key`).digest("base64");
      if (!fresh(Number(timestamp))) return fail(310000, "invalid timestamp");
      if (url.searchParams.get("sign") !== wanted) return fail(310000, "sign not match");
    }
    const message = JSON.parse(body) as Message;
    const text = part(message)?.text ?? part(message)?.content;
    if (!["actionCard", "markdown", "link", "text"].includes(message.msgtype ?? "") || !text)
      return fail(400402, "missing parameter");
    return bytes(body) > 20_000 ? fail(430101, "message too long") : fail(0, "ok");
  },

  // https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot
  "open.feishu.cn"(url, body, _headers, refuse) {
    const fail = (code: number, msg: string) => json({ code, msg, data: {} });
    const hook = /^\/open-apis\/bot\/v2\/hook\/(plain|signed)$/.exec(url.pathname)?.[1];
    if (!hook) return fail(19001, "param invalid: incoming webhook access token invalid");
    if (refuse) return fail(19024, "Key Words Not Found");
    const message = JSON.parse(body) as Message;
    if (hook === "signed") {
      const wanted = createHmac("sha256", `${message.timestamp}\nfeishu-key`).update("").digest("base64");
      if (!fresh(Number(message.timestamp) * 1000) || message.sign !== wanted)
        return fail(19021, "sign match fail or timestamp is not within one hour from current time");
    }
    if (bytes(body) > 20 * 1024) return fail(11246, "request body too large");
    if (message.msg_type !== "interactive" && message.msg_type !== "text") return fail(9499, "Bad Request");
    const empty = message.msg_type === "text" ? !message.content?.text : !message.card?.elements?.length;
    return empty ? fail(9499, "Bad Request") : fail(0, "success");
  },

  // https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  "hooks.slack.com"(url, body, _headers, refuse) {
    if (url.pathname !== "/services/T0/B0/key") return { status: 403, text: "invalid_token" };
    if (refuse) return { status: 404, text: "channel_not_found" };
    const message = parse(body);
    if (!message) return { status: 400, text: "invalid_payload" };
    return message.text || message.attachments?.length || message.blocks?.length
      ? { status: 200, text: "ok" }
      : { status: 400, text: "no_text" };
  },

  // https://docs.slack.dev/reference/methods/chat.postMessage
  "slack.com"(url, body, headers, refuse) {
    if (headers.authorization !== "Bearer xoxb-key") return json({ ok: false, error: "invalid_auth" });
    if (url.pathname === "/api/auth.test") return json({ ok: true, team: "t", user: "u" });
    if (refuse) return json({ ok: false, error: "channel_not_found" });
    const message = parse(body);
    if (!message?.channel) return json({ ok: false, error: "channel_not_found" });
    if (!message.text && !message.attachments?.length) return json({ ok: false, error: "no_text" });
    return json({ ok: true, channel: "C0", ts: "1.2" });
  },

  // https://core.telegram.org/bots/api#sendmessage
  "api.telegram.org"(url, body, headers, refuse) {
    const fail = (error_code: number, description: string) =>
      json({ ok: false, error_code, description }, error_code);
    if (!url.pathname.startsWith("/bot1:key/")) return fail(401, "Unauthorized");
    if (url.pathname === "/bot1:key/getMe") return json({ ok: true, result: { is_bot: true } });
    const field = (name: string) =>
      new RegExp(`name="${name}"\\r\\n\\r\\n([\\s\\S]*?)\\r\\n--`).exec(body)?.[1];
    if (!headers["content-type"]?.startsWith("multipart/form-data"))
      return fail(400, "Bad Request: message text is empty");
    if (refuse || field("chat_id") !== "-100123") return fail(400, "Bad Request: chat not found");
    const text = field("text");
    if (!text) return fail(400, "Bad Request: message text is empty");
    if (text.length > 4096) return fail(400, "Bad Request: message is too long");
    return json({ ok: true, result: { message_id: 1 } });
  },

  // What Grafana's documentation says of webhooks: its HMAC is hex SHA-256 over the body.
  "hook.example.com"(url, body, headers, refuse) {
    if (refuse) return { status: 503, text: "closed" };
    if (url.pathname === "/signed") {
      const wanted = createHmac("sha256", "hmac-key").update(body).digest("hex");
      if (headers["x-sign"] !== wanted) return { status: 401, text: "wrong signature" };
      if (headers.authorization !== "Bearer bearer-key") return { status: 401, text: "wrong token" };
    }
    if (url.pathname === "/basic") {
      const basic = `Basic ${Buffer.from("u:basic-key").toString("base64")}`;
      if (headers.authorization !== basic) return { status: 401, text: "wrong password" };
      if (headers["x-api-key"] !== "header-key") return { status: 401, text: "wrong header" };
    }
    return json({});
  },
};

function serve(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const body = Buffer.concat(chunks).toString();
    const host = (request.headers.host ?? "").replace(/:\d+$/, "");
    const url = new URL(request.url ?? "", `http://${host}`);
    const answer = services[host]?.(url, body, request.headers, refusing.includes(host)) ?? {
      status: 404,
      text: "who?",
    };
    received.push({
      host,
      path: url.pathname,
      method: request.method,
      body,
      status: answer.status,
      answer: answer.text,
    });
    response.writeHead(answer.status, { "content-type": answer.type ?? "text/plain" }).end(answer.text);
  });
}

/** What a message says under the name of its type. */
function part(message: Message): { text?: string; content?: string } | undefined {
  return (message as Record<string, unknown>)[message.msgtype ?? ""] as
    { text?: string; content?: string } | undefined;
}

function json(value: unknown, status = 200): Answer {
  return { status, text: JSON.stringify(value), type: "application/json" };
}

function parse(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}

createServer(serve).listen(80);
createSecureServer(
  { cert: readFileSync("/tls/services.crt"), key: readFileSync("/tls/services.key") },
  serve,
).listen(443);
createServer((request, response) => {
  if (request.url?.startsWith("/refuse"))
    refusing = new URL(request.url, "http://x").searchParams.getAll("host");
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(received));
}).listen(8080);
