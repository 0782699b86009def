import * as checks from "../shared/checks";
import { code } from "./hints";
import { kind, secret, template, title } from "./kind";
import { belowTitle } from "./message";

export const wecom = kind({
  type: "wecom",
  name: "WeCom group bot",
  about: { en: "**`url`** of a group bot", zh: "企业微信群机器人的 **`url`**" },
  fields: { url: secret(checks.url) },
  silent: true,
  member: "wecoms",
  integration: ({ url }, relay) => ({
    ...{ url: relay ?? url, msgType: "markdown", title, message: template("wecom") },
  }),
  identity: ["url"],
  message: {
    ...{ template: "wecom", file: "chat", alert: "markdown" },
    ...{ bytes: 4096, budget: 3500, whole: belowTitle },
  },
  ask: ({ url }, text) => ({
    ...{ how: "code", url, body: { msgtype: "markdown", markdown: { content: text } } },
  }),
  hints: [
    [code(45009, 45033), "more than 20 messages in a minute: wait; others who use this bot count, too"],
    [code(93000), (set) => `the bot's URL is wrong or the bot was removed: ${set("url")}`],
    [code(40058, 44004, 45002), "the message is too long: with chatRelay it is cut"],
  ],
});
