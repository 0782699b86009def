import * as checks from "../shared/checks";
import type { ConfigReader } from "./reader";
import { quietHours } from "./quiet-hours";
import { receivers } from "./receivers";
import { severities, type Notifications, type Receiver, type Smtp } from "./schema";

/** Who gets alerts, when and how often, and the mail server. */
export function notifications(
  reader: ConfigReader,
  grafanaImage: string,
): { smtp?: Smtp; notifications: Notifications } {
  const chatRelay = reader.boolean("chatRelay");
  const all = [...simple(reader, chatRelay), ...receivers(reader, chatRelay)];
  const smtp = mailServer(reader, all.find(({ type }) => type === "email")?.key);
  const modern = checks.grafanaWithPayloads(grafanaImage) === undefined;
  for (const { key, type, headers, secrets } of all) {
    const needs = type === "feishu" || Object.keys(headers).length > 0 || secrets.hmacSecret !== undefined;
    if (needs && !modern)
      reader.conflict(
        key,
        ["grafanaImage"],
        `${type} with ${grafanaImage}`,
        "Feishu, headers and HMAC only with Grafana 12 or later",
      );
  }
  const timeZone = reader.text("timeZone", checks.timeZone);
  const heartbeatUrl = reader.secret("heartbeatUrl", checks.url);
  const heartbeatInterval = reader.seconds("heartbeatInterval", "1m", "24h");
  return {
    smtp,
    notifications: {
      receivers: all,
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
function simple(reader: ConfigReader, chatRelay: boolean): Receiver[] {
  const everything = { severities: [...severities], addresses: [], settings: {}, secrets: {}, headers: {} };
  const addresses = reader.list("emailTo", checks.email);
  const wecom = reader.secret("wecomUrl", checks.url);
  const webhook = reader.secret("webhookUrl", checks.url);
  const all: (Receiver | undefined)[] = [
    addresses.length > 0 ? { ...everything, key: "emailTo", type: "email", addresses } : undefined,
    wecom && {
      ...{ ...everything, key: "wecomUrl", type: "wecom", secrets: { url: wecom } },
      relay: chatRelay ? "wecom" : undefined,
    },
    webhook && { ...everything, key: "webhookUrl", type: "webhook", secrets: { url: webhook } },
  ];
  return all.filter((receiver) => receiver !== undefined);
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
