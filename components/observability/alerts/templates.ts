import { readAsset } from "../../shared/assets";
import type { Messages } from "../messages";
import { grafanaNames } from "../../shared/naming";
import type { Receiver } from "../../config/schema";

export interface Template {
  name: string;
  content: string;
}

/** Notification templates: one language's texts, the stack's time zone, and the messages that use them. */
export function templates(
  texts: Messages,
  timeZone: string,
  receivers: Pick<Receiver, "type">[] = [],
): Template[] {
  const definitions = Object.entries(texts.notification).flatMap(([key, text]) =>
    typeof text === "string" ? [`{{ define "deepchat.word.${key}" }}${text}{{ end }}`] : [],
  );
  // `tz` is younger than the oldest Grafana supported: not used unless asked for.
  const zoned = timeZone === "UTC" ? ".UTC" : `(tz "${timeZone}" .)`;
  const time = `{{ define "deepchat.time" }}{{ ${zoned}.Format "2006-01-02 15:04:05 MST" }}{{ end }}`;
  const { templates: names } = grafanaNames;
  const all: Template[] = [
    { name: names.words, content: `${[...definitions, time].join("\n")}\n` },
    { name: names.messages, content: readAsset("grafana/messages.tmpl") },
    { name: names.chat, content: readAsset("grafana/chat.tmpl") },
  ];
  // Older Grafanas lack the functions it uses and would refuse it.
  if (receivers.some(({ type }) => type === "feishu"))
    all.push({ name: names.feishu, content: readAsset("grafana/feishu.tmpl") });
  return all;
}
