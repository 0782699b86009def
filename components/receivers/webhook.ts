import * as pulumi from "@pulumi/pulumi";
import * as v from "valibot";

import * as checks from "../shared/checks";
import { anything, text, word } from "../shared/fields";
import { code } from "./hints";
import { type Contradiction, kind, secret, template, title } from "./kind";
import { plainText } from "./message";

const pairs = "names and values of HTTP headers";
const headerName = v.pipe(
  v.string(),
  v.check(
    (name) => checks.headerName(name) === undefined,
    ({ input }) => checks.headerName(input) ?? "",
  ),
);
/** All values are secret. */
const headers = v.pipe(
  v.record(headerName, secret(anything), pairs),
  v.check((values) => Object.keys(values).length > 0, pairs),
  v.metadata({ secret: true }),
);

export const webhook = kind({
  type: "webhook",
  name: "webhook",
  about: {
    en: "**`url`**, and any of: `username` with **`password`**, **`bearerToken`**, **`headers`** (name and value), **`hmacSecret`** with `hmacHeader`; the last two need Grafana 12",
    zh: "**`url`**，以及任选：`username` 加 **`password`**、**`bearerToken`**、**`headers`**（名称与值）、**`hmacSecret`** 加 `hmacHeader`；后两项需要 Grafana 12",
  },
  fields: {
    url: secret(checks.url),
    username: v.optional(text(anything)),
    password: v.optional(secret(anything)),
    bearerToken: v.optional(secret(word)),
    hmacSecret: v.optional(secret(anything)),
    hmacHeader: v.optional(text(checks.headerName)),
    headers: v.optional(headers),
  },
  contradictions: ({ username, password, bearerToken, hmacSecret, hmacHeader }) => {
    const found: Contradiction[] = [];
    if (Boolean(username) !== Boolean(password)) {
      const field = username ? "username" : "password";
      const other = username ? "password" : "username";
      found.push({ field, found: `set without ${other}`, allowed: "both username and password, or neither" });
    }
    if (password && bearerToken)
      found.push({
        field: "bearerToken",
        ...{ found: "set beside password", allowed: "only one of password and bearerToken" },
      });
    if (hmacHeader && !hmacSecret)
      found.push({
        field: "hmacHeader",
        ...{ found: "set without hmacSecret", allowed: "only together with hmacSecret" },
      });
    return found;
  },
  needsGrafana12: ({ headers: extra, hmacSecret }) => (extra || hmacSecret ? "headers and HMAC" : undefined),
  member: "webhooks",
  integration: ({ url, username, password, bearerToken, hmacSecret, hmacHeader, headers: extra }) => ({
    url,
    ...{ title, message: template("message") },
    basicAuthUser: username,
    basicAuthPassword: password,
    authorizationScheme: bearerToken ? "Bearer" : undefined,
    authorizationCredentials: bearerToken,
    // The names are kept as secret as the values: the provider marks neither.
    headers: extra && pulumi.secret(extra),
    hmacConfig: hmacSecret && { secret: hmacSecret, header: hmacHeader },
  }),
  identity: ["url"],
  message: plainText,
  ask: ({ url }) => ({ how: "redirect", url }),
  hints: [
    [
      code(401, 403),
      "check what the address asks for: username and password, bearerToken, headers, hmacSecret",
    ],
    [code(404, 405, 410), (set) => `nothing takes a POST at this address: ${set("url")}`],
  ],
});
