import { kindOf, kinds, type Receiver } from "../../receivers";
import { alertsWithin, type Message } from "../../receivers/message";
import { readAsset } from "../../shared/assets";
import { grafanaNames } from "../../shared/naming";
import type { Messages } from "../messages";

export interface Template {
  name: string;
  content: string;
}

/** Files every stack has: what the messages of the oldest Grafana supported are made of. */
const always = ["messages", "chat"];

/** Notification templates: the words of one language, the stack's time zone, and the messages that use them. */
export function templates(
  texts: Messages,
  timeZone: string,
  receivers: readonly Pick<Receiver, "type">[] = [],
): Template[] {
  const definitions = Object.entries(texts.notification).flatMap(([key, text]) =>
    typeof text === "string" ? [`{{ define "deepchat.word.${key}" }}${text}{{ end }}`] : [],
  );
  // `tz` is younger than the oldest Grafana supported: not used unless asked for.
  const zoned = timeZone === "UTC" ? ".UTC" : `(tz "${timeZone}" .)`;
  const time = `{{ define "deepchat.time" }}{{ ${zoned}.Format "2006-01-02 15:04:05 MST" }}{{ end }}`;
  // Others only when a receiver needs them: older Grafanas may lack the functions they use, and would refuse them.
  const files = new Set([...always, ...receivers.map((receiver) => kindOf(receiver).message.file)]);
  return [
    { name: grafanaNames.template("words"), content: `${[...definitions, time].join("\n")}\n` },
    ...[...files].map((file) => ({ name: grafanaNames.template(file), content: filled(file) })),
  ];
}

/** A file of templates, with the alerts that fit in place of `{{ alerts "<message>" }}`. */
function filled(file: string): string {
  return readAsset(`grafana/${file}.tmpl`).replace(/^\{\{ alerts "(\w+)" \}\}$/gm, (_, name: string) =>
    alertsWithin(messageCalled(name)),
  );
}

function messageCalled(name: string): Message {
  const kind = kinds.find(({ message }) => message.template === name);
  if (!kind) throw new Error(`No kind of receiver has the message ${name}.`);
  return kind.message;
}
