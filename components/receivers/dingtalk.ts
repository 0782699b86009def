import * as v from "valibot";

import * as checks from "../shared/checks";
import { word } from "../shared/fields";
import { code } from "./hints";
import { kind, secret, template, title } from "./kind";
import type { Service } from "./service";

/** 20 messages a minute, or nothing for ten; 20000 bytes. */
const service: Service = {
  limit: { burst: 12, perMinute: 6, gap: 0, bytes: 19_500 },
  codes: {
    often: [130101, 410100, 90030],
    long: [460101],
    unfit: [300001, 300005, 400013, 400101, 400102, 400106],
  },
};

export const dingtalk = kind({
  type: "dingtalk",
  name: "DingTalk",
  about: {
    en: "**`url`**; **`signSecret`** when the bot asks for a signature. A bot with keywords: use `DeepChat`, and check with `alert-test` that it is accepted",
    zh: "**`url`**；机器人启用“加签”时再加 **`signSecret`**。启用“自定义关键词”的机器人：关键词用 `DeepChat`，并用 `alert-test` 确认能收到",
  },
  fields: { url: secret(checks.url), signSecret: v.optional(secret(word)) },
  silent: true,
  needsRelay: ({ signSecret }) =>
    signSecret ? "Grafana cannot sign, the relay does; or remove signSecret and use a keyword" : undefined,
  service,
  member: "dingdings",
  // Of Grafana's two forms the one that shows Markdown.
  integration: ({ url }, relay) => ({
    ...{ url: relay ?? url, messageType: "actionCard", title, message: template("dingtalk") },
  }),
  identity: ["url"],
  message: {
    ...{ template: "dingtalk", file: "chat", alert: "dingtalk" },
    ...{ bytes: 20_000, budget: 8000, whole: (_, text) => JSON.stringify({ text }) },
  },
  ask: ({ url }, text) => ({ how: "code", url, body: { msgtype: "text", text: { content: text } } }),
  hints: [
    [
      /(?<!\d)310000\D.*(sign|timestamp)/i,
      (set) => `the bot asks for a signature: ${set("signSecret")}; and check this host's clock`,
    ],
    [
      /(?<!\d)310000\D.*(keyword|关键词)/i,
      "give the bot a keyword that is in every message, such as DeepChat",
    ],
    [/(?<!\d)310000\D.*\bip\b/i, "add this host's address to those the bot allows"],
    [
      code(310000),
      (set) =>
        `the bot's security setting refuses the message. Signature: ${set("signSecret")}; keyword: DeepChat; addresses: add this host's`,
    ],
    [
      code(...service.codes.often),
      "more than 20 messages in a minute, the bot is blocked for ten: wait; others who use this bot count, too",
    ],
    [
      code(...service.codes.unfit),
      (set) => `the bot's URL is wrong, or bot or group are gone: ${set("url")}`,
    ],
    [
      code(...service.codes.long, 430101),
      "the text is refused: too long, or an address in it that DingTalk holds for unsafe",
    ],
  ],
});
