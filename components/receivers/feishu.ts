import * as v from "valibot";

import * as checks from "../shared/checks";
import { word } from "../shared/fields";
import { code } from "./hints";
import { kind, secret, template } from "./kind";
import type { Service } from "./service";

/** 100 messages a minute and 5 a second; 20 KB with what is added for the signature. */
const service: Service = {
  limit: { burst: 40, perMinute: 50, gap: 250, bytes: 20_000 },
  codes: { often: [11232, 11233], long: [11246, 19036, 99], unfit: [19001, 19007, 19021, 19022] },
};

export const feishu = kind({
  type: "feishu",
  name: "Feishu",
  about: {
    en: "**`url`** (Feishu or Lark); **`signSecret`** when the bot asks for one. Needs Grafana 12",
    zh: "**`url`**（飞书或 Lark）；机器人启用“签名校验”时再加 **`signSecret`**。需要 Grafana 12",
  },
  fields: { url: secret(checks.url), signSecret: v.optional(secret(word)) },
  needsGrafana12: () => "Feishu",
  silent: true,
  needsRelay: ({ signSecret }) =>
    signSecret ? "Grafana cannot sign, the relay does; or remove signSecret and use a keyword" : undefined,
  service,
  // Grafana has no sender for it: a webhook whose whole body is ours.
  member: "webhooks",
  integration: ({ url }, relay) => ({ url: relay ?? url, payload: { template: template("feishu") } }),
  identity: ["url"],
  message: {
    ...{ template: "feishu", file: "feishu", alert: "markdown" },
    ...{ bytes: 20_480, budget: 8000 },
  },
  ask: ({ url }, text) => ({ how: "code", url, body: { msg_type: "text", content: { text } } }),
  hints: [
    [code(19021), (set) => `the bot asks for a signature: ${set("signSecret")}; and check this host's clock`],
    [code(19024), "give the bot a keyword that is in every message, such as DeepChat"],
    [code(19022), "add this host's address to those the bot allows"],
    [code(19001, 19007), (set) => `the bot's URL is wrong or the bot is switched off: ${set("url")}`],
    [
      code(...service.codes.often),
      "more than 100 messages in a minute: wait; others who use this bot count, too",
    ],
    [code(11246, 19036), "the message is too long: with chatRelay it is cut"],
  ],
});
