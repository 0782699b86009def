import { text, word } from "../shared/fields";
import { code } from "./hints";
import { kind, secret, template } from "./kind";

export const telegram = kind({
  type: "telegram",
  name: "Telegram",
  about: { en: "**`token`**, `chatId`", zh: "**`token`**、`chatId`" },
  fields: { token: secret(word), chatId: text(word) },
  member: "telegrams",
  // Plain text: a message whose markup is wrong by one character would be refused.
  integration: ({ token, chatId }) => ({
    ...{ token, chatId, parseMode: "None", disableWebPagePreview: true, message: template("telegram") },
  }),
  identity: ["token", "chatId"],
  // It counts characters, of which no message has more than bytes.
  message: { template: "telegram", file: "messages", alert: "text", bytes: 4096, budget: 3500 },
  ask: ({ token }) => ({ how: "flag", url: `https://api.telegram.org/bot${token}/getMe` }),
  hints: [
    [code(401), (set) => `the token is wrong: ${set("token")}`],
    [
      /chat not found|(?<!\d)403(?!\d)|blocked|kicked/i,
      "write to the bot once, or add it to the group, and check chatId",
    ],
  ],
});
