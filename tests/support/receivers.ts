import * as pulumi from "@pulumi/pulumi";

import type { Receiver, ReceiverType } from "../../components/receivers";

/** A receiver as somebody sets it, and what becomes of it on a real stack (tests/e2e/receivers.test.ts). */
export interface Example {
  /** Fields apart from the type. */
  set: Record<string, unknown>;
  /** Whether its messages go through the relay: if `chatRelay` says so, whatever it says, or not. */
  relay: "may" | "must" | "no";
  /** Where its messages arrive, host and path; undefined: at the mail server. */
  place?: string;
  /** What alert-test says when the service refuses. */
  refused?: RegExp;
}

/** One row a kind of receiver, told apart from what components/receivers knows: tests of all kinds walk these. */
export interface Row {
  type: ReceiverType;
  /** Together they have every field. */
  examples: Example[];
  /** What its service answers, with HTTP 200, when it took a message. @default mail: nothing */
  taken?: RegExp;
  /** Values in the examples that nobody may see. */
  secrets: string[];
  /** An entry that is wrong, without its type, and what must be said. */
  mistakes: [set: Record<string, unknown>, said: string][];
  /** What its service answers to its own question, and what is made of it. */
  answers?: [body: unknown, answer: { ok: boolean; said: string }][];
  /** What the service, Grafana or the relay says, and a word of the advice. */
  hints: [said: string, advice: string][];
}

const url = "https://secret.example.com/key-123";
const feishu = "open.feishu.cn/open-apis/bot/v2/hook";
const [dingtalkPlain, dingtalkSigned] = ["plain", "signed"].map(
  (token) => `http://oapi.dingtalk.com/robot/send?access_token=${token}`,
) as [string, string];
const wecomBot = "http://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=bot-key";
const slackHook = "http://hooks.slack.com/services/T0/B0/key";

// What goes through our relay has addresses without TLS: the relay's trust cannot be changed from outside.
export const rows: Row[] = [
  {
    type: "email",
    examples: [{ set: { addresses: ["ops@example.com"] }, relay: "no" }],
    secrets: [],
    mistakes: [
      [{}, "receivers[0].addresses is not set; allowed: a list of mail addresses"],
      [{ addresses: [] }, "receivers[0].addresses is []; allowed: a list of mail addresses"],
      [{ addresses: "ops@example.com" }, 'receivers[0].addresses is "ops@example.com"; allowed: a list'],
      [{ addresses: ["ops"] }, 'receivers[0].addresses is "ops"; allowed: a list of mail addresses'],
      [
        { addresses: ["ops@example.com", 5] },
        "receivers[0].addresses is 5; allowed: a list of mail addresses",
      ],
    ],
    hints: [
      ["535 5.7.8 authentication failed", "smtpPassword"],
      ["550 5.1.1 no such mailbox", "smtpFrom"],
      ["something else", "check smtpHost"],
    ],
  },
  {
    type: "wecom",
    examples: [
      {
        set: { url: wecomBot },
        relay: "may",
        place: "qyapi.weixin.qq.com/cgi-bin/webhook/send",
        refused: /45009 api freq out of limit/,
      },
    ],
    taken: /"errcode":0/,
    secrets: [wecomBot],
    mistakes: [
      [{}, "receivers[0].url is not set; allowed: for wecom an http:// or https:// URL"],
      [{ url: "" }, "receivers[0].url is not set; allowed: for wecom an http:// or https:// URL"],
      [{ url: "key-123" }, "receivers[0].url is set (secret); allowed: an http://"],
      [{ url: ["key-123"] }, "receivers[0].url is set (secret); allowed: a text"],
      [{ url, color: "red" }, "receivers[0].color is set; allowed: for wecom only type"],
      [{ url, severities: [] }, "receivers[0].severities is []; allowed: a list of critical"],
      [{ url, severities: ["bad"] }, 'receivers[0].severities is ["bad"]'],
      [{ url, severities: "" }, 'receivers[0].severities is ""; allowed: a list of critical, warning'],
    ],
    answers: [
      [
        { errcode: 0, errmsg: "ok" },
        { ok: true, said: "0 ok" },
      ],
      [
        { errcode: 93000, errmsg: "invalid webhook url" },
        { ok: false, said: "93000 invalid webhook url" },
      ],
      [
        { errcode: 45009, errmsg: "api freq out of limit" },
        { ok: false, said: "45009 api freq out of limit" },
      ],
    ],
    hints: [
      ["webhook response status 503 wecom: 45009 api freq out of limit", "20 messages"],
      ["no answer within 20 s", "can this host reach it"],
    ],
  },
  {
    type: "wecomApp",
    examples: [
      {
        set: {
          ...{ corpId: "ww1", agentId: "1000002", secret: "app-secret", toUser: "ann|bob" },
          apiUrl: "http://qyapi.weixin.qq.com",
        },
        relay: "must",
        place: "qyapi.weixin.qq.com/cgi-bin/message/send",
        refused: /45009 api freq out of limit/,
      },
    ],
    taken: /"errcode":0/,
    secrets: ["app-secret"],
    mistakes: [
      [{ agentId: "x" }, "receivers[0].corpId is not set; allowed: for wecomApp a text without blanks"],
      [{ agentId: "x" }, 'receivers[0].agentId is "x"; allowed: a number'],
      [{ agentId: 1.5 }, "receivers[0].agentId is 1.5; allowed: a number"],
    ],
    hints: [
      ["webhook response status 400 wecomApp refused the message: 60020 not allow to access", "trusted IP"],
    ],
  },
  {
    type: "dingtalk",
    examples: [
      {
        set: { url: dingtalkPlain },
        relay: "may",
        place: "oapi.dingtalk.com/robot/send",
        refused: /310000 keywords not in content/,
      },
      {
        set: { url: dingtalkSigned, signSecret: "SEC-key" },
        relay: "must",
        place: "oapi.dingtalk.com/robot/send",
        refused: /310000 keywords not in content/,
      },
    ],
    taken: /"errcode":0/,
    secrets: [dingtalkPlain, dingtalkSigned, "SEC-key"],
    mistakes: [
      [{ url, signSecret: "a b" }, "receivers[0].signSecret is set (secret); allowed: a text without"],
    ],
    answers: [
      [
        { errcode: 310000, errmsg: "sign not match" },
        { ok: false, said: "310000 sign not match" },
      ],
    ],
    hints: [
      ["HTTP 500, and none of the service's answers", "in trouble"],
      ["webhook response status 502 dingtalk: 500 oops", "in trouble"],
      ["310000 sign not match", "signSecret"],
      ["310000 keywords not in content", "DeepChat"],
      ["310000 ip 1.2.3.4 not in whitelist", "this host's address"],
      ["310000 关键词不匹配", "DeepChat"],
      ["webhook response status 503 dingtalk: 130101 send too fast", "20 messages"],
    ],
  },
  {
    type: "feishu",
    examples: [
      {
        set: { url: `http://${feishu}/plain` },
        relay: "may",
        place: `${feishu}/plain`,
        refused: /19024 Key Words Not Found/,
      },
      {
        set: { url: `http://${feishu}/signed`, signSecret: "feishu-key" },
        relay: "must",
        place: `${feishu}/signed`,
        refused: /19024 Key Words Not Found/,
      },
    ],
    taken: /"code":0/,
    secrets: [`http://${feishu}/plain`, `http://${feishu}/signed`, "feishu-key"],
    mistakes: [],
    answers: [
      [
        { code: 0, msg: "success" },
        { ok: true, said: "0 success" },
      ],
      [
        { code: 19021, msg: "sign match fail" },
        { ok: false, said: "19021 sign match fail" },
      ],
      ["<html>", { ok: false, said: "HTTP 200, and none of the service's answers" }],
    ],
    hints: [["19021 sign match fail", "signSecret"]],
  },
  {
    type: "slack",
    examples: [
      {
        set: { url: slackHook },
        relay: "must",
        place: "hooks.slack.com/services/T0/B0/key",
        refused: /channel_not_found|channel does not exist/,
      },
      { set: { token: "xoxb-key", channel: "#ops" }, relay: "no", place: "slack.com/api/chat.postMessage" },
    ],
    taken: /^ok$|"ok":true/,
    secrets: [slackHook, "xoxb-key"],
    mistakes: [
      [{}, "receivers[0]: neither url nor token and channel are set; allowed: either url"],
      [
        { url, token: "t", channel: "c" },
        "receivers[0]: url is set beside token and channel; allowed: either",
      ],
      [{ url, channel: "c" }, "receivers[0]: url is set beside channel; allowed: either url"],
      [{ token: "t" }, "receivers[0]: token is set without channel; allowed: either url"],
      [{ channel: "c" }, "receivers[0]: channel is set without token; allowed: either url"],
    ],
    hints: [
      ["channel_not_found", "invite"],
      // In Grafana's words.
      ["failed to send Slack message: the channel does not exist or is invalid", "invite"],
    ],
  },
  {
    type: "telegram",
    examples: [
      {
        set: { token: "1:key", chatId: "-100123" },
        relay: "no",
        place: "api.telegram.org/bot1:key/sendMessage",
        refused: /400|chat not found/,
      },
    ],
    taken: /"ok":true/,
    secrets: ["1:key"],
    mistakes: [[{ token: "1:a" }, "receivers[0].chatId is not set"]],
    hints: [["Bad Request: chat not found", "write to the bot"]],
  },
  {
    type: "webhook",
    examples: [
      {
        set: {
          ...{ url: "https://hook.example.com/signed", bearerToken: "bearer-key" },
          ...{ hmacSecret: "hmac-key", hmacHeader: "X-Sign" },
        },
        ...{ relay: "no", place: "hook.example.com/signed", refused: /503/ },
      },
      {
        set: {
          ...{ url: "https://hook.example.com/basic", username: "u", password: "basic-key" },
          headers: { "X-Api-Key": "header-key" },
        },
        ...{ relay: "no", place: "hook.example.com/basic", refused: /503/ },
      },
    ],
    taken: /^\{\}$/,
    secrets: [
      ...["https://hook.example.com/signed", "https://hook.example.com/basic", "bearer-key"],
      ...["hmac-key", "basic-key", "header-key"],
    ],
    mistakes: [
      [
        { url, username: "u" },
        "receivers[0].username is set without password; allowed: both username and password, or neither",
      ],
      [{ url, password: "p" }, "receivers[0].password is set without username; allowed: both username and"],
      [{ url, username: "u", password: "p", bearerToken: "b" }, "only one of password and bearerToken"],
      [{ url, hmacHeader: "X-A" }, "only together with hmacSecret"],
      [
        { url, headers: { Authorization: "x" } },
        'receivers[0].headers is "Authorization"; allowed: the name of an HTTP header, such as X-Api-Key (Authorization: bearerToken, or username',
      ],
      [{ url, headers: "X-A: b" }, "receivers[0].headers is set (secret); allowed: names and values of HTTP"],
      [{ url, headers: {} }, "receivers[0].headers is set (secret); allowed: names and values of HTTP"],
      [{ url, headers: { "X-A": ["b"] } }, "receivers[0].headers.X-A is set (secret); allowed: a text"],
    ],
    hints: [
      ["webhook response status 401 Unauthorized", "bearerToken"],
      ["webhook response status 404 Not Found", "takes a POST"],
      ['Post "<redacted>": dial tcp: lookup hook: no such host', "can this host reach it"],
    ],
  },
];

/** All examples as entries of the list `receivers`, in this order. */
export const examples = rows.flatMap(({ type, taken, examples: own }) =>
  own.map((example) => ({ ...example, taken, type, entry: { type, ...example.set } })),
);

/** What nobody may see of the examples. */
export const secretValues = rows.flatMap(({ secrets }) => secrets);

type Of<T extends ReceiverType> = Extract<Receiver, { type: T }>;

/** A receiver as the program has it. */
export function receiver<T extends ReceiverType>(
  type: T,
  fields: Of<T>["fields"],
  more: { key?: string; relay?: string } = {},
): Receiver {
  return { key: "receivers[0]", severities: ["critical"], type, fields, ...more } as Of<T>;
}

/** Some receiver of a kind, whatever is in it. */
export function anyReceiver(type: ReceiverType, more: { key?: string; relay?: string } = {}): Receiver {
  return receiver(type, { url: pulumi.secret(url), token: pulumi.secret("t"), chatId: "1" }, more);
}
