import * as checks from "../shared/checks";
import { code } from "./hints";
import { kind, secret, template, title } from "./kind";
import { belowTitle } from "./message";
import type { Service } from "./service";

/** 20 messages a minute; 4096 bytes of Markdown. */
const service: Service = {
  limit: { burst: 12, perMinute: 6, gap: 0, bytes: 4096 },
  codes: { often: [45009, 45033], long: [44004, 45002], unfit: [93000] },
};

export const wecom = kind({
  type: "wecom",
  name: "WeCom group bot",
  about: { en: "**`url`** of a group bot", zh: "企业微信群机器人的 **`url`**" },
  fields: { url: secret(checks.url) },
  silent: true,
  service,
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
    [
      code(...service.codes.often),
      "more than 20 messages in a minute: wait; others who use this bot count, too",
    ],
    [code(...service.codes.unfit), (set) => `the bot's URL is wrong or the bot was removed: ${set("url")}`],
    [code(40058, ...service.codes.long), "the message is too long: with chatRelay it is cut"],
  ],
});
