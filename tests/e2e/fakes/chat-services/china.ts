import { createHmac } from "node:crypto";

import { bytes, fresh, json, type Message, part, type Service } from "./service";

/** Services of China, by their host. */
export const china: Record<string, Service> = {
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
};
