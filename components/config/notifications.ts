import type { Receiver } from "../receivers";
import * as checks from "../shared/checks";
import { severities } from "../shared/severities";
import { quietHours } from "./quiet-hours";
import type { ConfigReader } from "./reader";
import { receivers } from "./receivers";
import type { Notifications, Smtp } from "./schema";

/** Who gets alerts, when and how often, and the mail server. */
export function notifications(
  reader: ConfigReader,
  grafanaImage: string,
): { smtp?: Smtp; notifications: Notifications } {
  const chatRelay = reader.boolean("chatRelay");
  const listed = receivers(reader, chatRelay, grafanaImage);
  const single = singles(reader, chatRelay);
  const all = [...single, ...listed];
  const smtp = mailServer(reader, all.find(({ type }) => type === "email")?.key);
  const timeZone = reader.text("timeZone", checks.timeZone);
  const heartbeatUrl = reader.secret("heartbeatUrl", checks.url);
  const heartbeatInterval = reader.seconds("heartbeatInterval", "1m", "24h");
  return {
    smtp,
    notifications: {
      receivers: [...single, ...listed.flatMap(({ receiver }) => receiver ?? [])],
      timeZone,
      repeat: {
        critical: reader.seconds("repeatCritical", "5m", "30d"),
        warning: reader.seconds("repeatWarning", "5m", "30d"),
      },
      quietHours: quietHours(reader, timeZone),
      heartbeat: heartbeatUrl && { url: heartbeatUrl, interval: heartbeatInterval },
    },
  };
}

/** The keys for one receiver of a kind, without a list: each gets everything. */
function singles(reader: ConfigReader, chatRelay: boolean): Receiver[] {
  const common = { severities: [...severities] };
  const addresses = reader.list("emailTo", checks.email);
  const wecom = reader.secret("wecomUrl", checks.url);
  const webhook = reader.secret("webhookUrl", checks.url);
  const relay = chatRelay ? "wecom" : undefined;
  const all: Receiver[] = [];
  if (addresses.length > 0) all.push({ ...common, key: "emailTo", type: "email", fields: { addresses } });
  if (wecom) all.push({ ...common, key: "wecomUrl", type: "wecom", fields: { url: wecom }, relay });
  if (webhook) all.push({ ...common, key: "webhookUrl", type: "webhook", fields: { url: webhook } });
  return all;
}

function mailServer(reader: ConfigReader, neededBy: string | undefined): Smtp | undefined {
  const host = reader.text("smtpHost", checks.hostPort);
  const smtp: Smtp = {
    host,
    from: reader.text("smtpFrom", checks.email),
    user: reader.text("smtpUser"),
    password: reader.secret("smtpPassword"),
    tls: reader.oneOf("smtpTls", ["MandatoryStartTLS", "OpportunisticStartTLS", "NoStartTLS"] as const),
  };
  if (neededBy && !host) {
    const allowed = "mail addresses only together with smtpHost (the mail server as host:port)";
    reader.conflict(neededBy, [], "set without smtpHost", allowed);
  }
  if (host && !smtp.from)
    reader.conflict("smtpFrom", [], "not set", "with smtpHost, the sender's mail address");
  if (!host && (smtp.from || smtp.user || smtp.password)) {
    const keys = "smtpFrom, smtpUser or smtpPassword";
    // One that is wrong by itself, such as in clear text, is told as that alone.
    const others = smtp.from || smtp.user ? [] : ["smtpPassword"];
    reader.conflict(keys, others, "set without smtpHost", "only together with smtpHost");
  }
  if (Boolean(smtp.user) !== Boolean(smtp.password)) {
    const found = smtp.password ? "not set" : "set without smtpPassword";
    reader.conflict("smtpUser", ["smtpPassword"], found, "both smtpUser and smtpPassword, or neither");
  }
  return host ? smtp : undefined;
}
