// Messages as Grafana makes them for each service: which group of alerts one is about, several made one, too long ones cut.
import { bytes, formOf, type Message } from "./forms";

/** One message at least. */
export type Messages = readonly [Message, ...Message[]];

/** What a newer message about the same alerts has in common with an older one: the title without status and number. */
export function groupOf(message: Message): string {
  const title = formOf(message)?.title(message);
  return (
    title?.replace(/^[#\s]*\[[^\]]*\]\s*/, "").replace(/ \(\d+\)(?= · |$)/, "") ?? JSON.stringify(message)
  );
}

/** How many of these messages, from the first on, fit into one of so many bytes; at least one. */
export function fitting([first, ...others]: Messages, limit: number): number {
  const form = formOf(first);
  const together: [Message, ...Message[]] = [first];
  for (const message of form ? others : []) {
    if (formOf(message) !== form) break;
    together.push(message);
    if (form && form.size(form.merge(together)) > limit) return together.length - 1;
  }
  return together.length;
}

export function merged(messages: Messages): Message {
  const [first] = messages;
  return messages.length === 1 ? first : (formOf(first)?.merge(messages) ?? first);
}

export function sizeOf(message: Message): number {
  return formOf(message)?.size(message) ?? bytes(JSON.stringify(message));
}

/** A message no longer than so many bytes: whole alerts are left out from its end, and it says how many. */
export function shortened(message: Message, limit: number, more: string): Message {
  const form = formOf(message);
  let short = message;
  // What JSON adds to a text is not known before: tried, and tried shorter.
  for (let room = limit; form && form.size(short) > limit && room > 200; room = Math.floor(room * 0.9))
    short = form.cut(message, (text) => cutText(text, room, more));
  return short;
}

/** Alerts begin with a line in bold letters. */
function cutText(text: string, room: number, more: string): string {
  const told = new RegExp(`${more.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(\\d+)\\s*$`).exec(text);
  const [head = "", ...alerts] = (told ? text.slice(0, told.index) : text).split(/^(?=\*\*)/m);
  const ending = (left: number) => (left > 0 ? `${more}${left}\n` : "");
  const before = Number(told?.[1] ?? 0);
  for (let count = alerts.length; count > 0; count--) {
    const whole = head + alerts.slice(0, count).join("") + ending(alerts.length - count + before);
    if (bytes(whole) <= room) return whole;
  }
  const end = ending(Math.max(0, alerts.length - 1) + before);
  return cutLines(head + (alerts[0] ?? ""), room - bytes(end) - 4) + end;
}

/** Whole lines; of a first one that is too long its beginning. */
function cutLines(text: string, room: number): string {
  let cut = "";
  for (const line of text.split(/(?<=\n)/)) {
    if (bytes(cut + line) > room) break;
    cut += line;
  }
  if (cut.trim() === "")
    cut = Buffer.from(text)
      .subarray(0, Math.max(0, room))
      .toString()
      .replace(/\ufffd+$/, "");
  return `${cut.trimEnd()}…\n`;
}
