import { readAsset } from "../assets";
import type { Messages } from "../messages";
import { grafanaNames } from "../naming";

export interface Template {
  name: string;
  content: string;
}

/** Notification templates: the words of one language, and the messages that use them. */
export function templates(texts: Messages): Template[] {
  const words = Object.entries(texts.notification).map(
    ([key, text]) => `{{ define "deepchat.word.${key}" }}${text}{{ end }}`,
  );
  return [
    { name: grafanaNames.templates.words, content: `${words.join("\n")}\n` },
    { name: grafanaNames.templates.messages, content: readAsset("grafana/messages.tmpl") },
  ];
}
