import * as v from "valibot";

import * as checks from "../shared/checks";
import { text, word } from "../shared/fields";
import { kind, secret, template, title } from "./kind";
import type { Service } from "./service";

const either = "either url (an incoming webhook), or token and channel";

/** All texts and addresses, as long as Slack's text makes them: `&`, `<` and `>` are written with up to five bytes. */
const measure = `{{ $used = printf "%s%s%250s" $used (reReplaceAll "[<>&]" "&amp;" (printf "%v%v%s%s" .Annotations .Labels .PanelURL .SilenceURL)) "" -}}`;

/** One message a second, and some more at once. Its refusals are words. */
const service: Service = {
  limit: { burst: 10, perMinute: 45, gap: 0, bytes: 60_000 },
  codes: { often: [], long: [], unfit: [] },
  knownToGrafana: true,
};

export const slack = kind({
  type: "slack",
  name: "Slack",
  about: {
    en: "**`url`** of an incoming webhook, or **`token`** and `channel`",
    zh: "incoming webhook 的 **`url`**，或 **`token`** 加 `channel`",
  },
  fields: {
    url: v.optional(secret(checks.url)),
    token: v.optional(secret(word)),
    channel: v.optional(text(word)),
  },
  contradictions: ({ url, token, channel }) => {
    const beside = [token ? "token" : "", channel ? "channel" : ""].filter(Boolean);
    if (url && beside.length > 0)
      return [{ found: `url is set beside ${beside.join(" and ")}`, joint: ": ", allowed: either }];
    if (url || beside.length === 2) return [];
    const absent = token ? "channel" : "token";
    const found =
      beside.length === 0
        ? "neither url nor token and channel are set"
        : `${beside[0]} is set without ${absent}`;
    return [{ found, joint: ": ", allowed: either }];
  },
  // A token does not stand in the address, which is what Grafana logs.
  needsRelay: ({ url }) =>
    url ? "Grafana would write its secret into its log, the relay does not" : undefined,
  service,
  member: "slacks",
  integration: ({ token, channel }, relay) => ({
    ...(relay ? { url: relay } : { token, recipient: channel }),
    ...{ title, text: template("slack") },
  }),
  identity: ["url", "token", "recipient"],
  // Slack shortens an attachment's text from here on.
  message: { template: "slack", file: "chat", alert: "slack", measure, bytes: 8000, budget: 6000 },
  ask: ({ channel, token }) =>
    channel === undefined ? undefined : { how: "flag", url: "https://slack.com/api/auth.test", token },
  hints: [
    [
      /invalid_auth|invalid_token|no_service|token_revoked|account_inactive|not_authed/,
      (set) => `${set("url")} (or token)`,
    ],
    [
      /channel_not_found|channel does not exist|not_in_channel|is_archived/,
      "invite the app to the channel, and check its name",
    ],
  ],
});
