import * as v from "valibot";

import * as checks from "../shared/checks";
import { code } from "./hints";
import { kind, template, title } from "./kind";
import { plainText } from "./message";

const list = 'a list of mail addresses, such as ["ops@example.com"]';
const address = v.custom<string>((value) => typeof value === "string" && !checks.email(value), list);

export const email = kind({
  type: "email",
  name: "mail",
  about: {
    en: "`addresses` (a list); needs `smtpHost`",
    zh: "`addresses`（列表）；需要 `smtpHost`",
  },
  fields: { addresses: v.pipe(v.array(address, list), v.minLength(1, list)) },
  member: "emails",
  integration: ({ addresses }) => ({
    ...{ addresses, singleEmail: true, subject: title, message: template("message") },
  }),
  identity: ["addresses"],
  message: plainText,
  ask: () => ({ how: "mailServer" }),
  hints: [
    [code(530, 534, 535), "check smtpUser and smtpPassword"],
    [code(550, 551, 553, 554), "check smtpFrom and the addresses: may this login send from and to them?"],
    [/tls|ssl|certificate/i, "check smtpTls, and the port in smtpHost"],
  ],
  lastHint: "check smtpHost, smtpUser, smtpPassword, smtpTls and smtpFrom",
});
