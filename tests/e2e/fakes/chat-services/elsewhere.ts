import { createHmac } from "node:crypto";

import { json, parse, type Service } from "./service";

/** Services of other countries, and what somebody runs himself, by their host. */
export const elsewhere: Record<string, Service> = {
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
