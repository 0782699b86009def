// Messages as Grafana makes them for each service: which group of alerts one is about, several made one, too long ones cut.

const bytes = (text) => Buffer.byteLength(text);

/** By form of message: its title, its size, its texts, and several of them in one. */
const forms = {
  markdown: {
    is: (message) => message.msgtype === "markdown" && typeof message.markdown?.content === "string",
    title: ({ markdown }) => markdown.content.split("\n", 1)[0],
    size: ({ markdown }) => bytes(markdown.content),
    merge: (all) => {
      const content = all.map(({ markdown }) => `${markdown.content.trimEnd()}\n`).join("\n");
      return { ...all[0], markdown: { ...all[0].markdown, content } };
    },
    cut: (message, cut) => ({
      ...message,
      markdown: { ...message.markdown, content: cut(message.markdown.content) },
    }),
  },
  actionCard: {
    is: (message) => message.msgtype === "actionCard" && typeof message.actionCard?.text === "string",
    title: ({ actionCard }) => String(actionCard.title),
    size: (message) => bytes(JSON.stringify(message)),
    merge: (all) => {
      const [{ actionCard }] = all;
      const text = all.map((message) => message.actionCard.text.trimEnd()).join("\n\n---\n\n");
      return { ...all[0], actionCard: { ...actionCard, text, title: andMore(actionCard.title, all) } };
    },
    cut: (message, cut) => ({
      ...message,
      actionCard: { ...message.actionCard, text: cut(message.actionCard.text) },
    }),
  },
  card: {
    is: ({ msg_type: type, card }) =>
      type === "interactive" && typeof card?.elements?.[0]?.content === "string",
    title: ({ card }) => String(card.header?.title?.content),
    size: (message) => bytes(JSON.stringify(message)),
    merge: (all) => {
      const [first] = all;
      const red = all.find(({ card }) => card.header?.template === "red") ?? first;
      const elements = all.flatMap(({ card }, i) =>
        i === 0 ? card.elements : [heading(card), ...card.elements],
      );
      const { header } = first.card;
      const title = { ...header?.title, content: andMore(header?.title?.content, all) };
      const card = {
        ...first.card,
        header: { ...header, template: red.card.header?.template, title },
        elements,
      };
      return { ...first, card };
    },
    cut: (message, cut) => {
      const [first, ...rest] = message.card.elements;
      const elements = [{ ...first, content: cut(first.content) }, ...rest];
      return { ...message, card: { ...message.card, elements } };
    },
  },
  attachments: {
    is: (message) => Array.isArray(message.attachments),
    title: ({ attachments }) => String(attachments[0]?.title ?? attachments[0]?.fallback),
    size: (message) => bytes(JSON.stringify(message)),
    merge: (all) => ({ ...all[0], attachments: all.flatMap(({ attachments }) => attachments) }),
    // Slack shortens texts by itself; what only speaks its language may not.
    cut: (message, cut) => {
      const [first, ...rest] = message.attachments;
      if (typeof first?.text !== "string") return message;
      return { ...message, attachments: [{ ...first, text: cut(first.text) }, ...rest] };
    },
  },
};

/** The form of a message; undefined: it is sent as it is, and alone. */
const formOf = (message) => Object.values(forms).find(({ is }) => is(message));

const heading = ({ header }) => ({ tag: "markdown", content: `**${header?.title?.content}**` });
const andMore = (title, all) => (all.length > 1 ? `${title} (+${all.length - 1})` : title);

/** What a newer message about the same alerts has in common with an older one: the title without status and number. */
export function groupOf(message) {
  const title = formOf(message)?.title(message);
  return (
    title?.replace(/^[#\s]*\[[^\]]*\]\s*/, "").replace(/ \(\d+\)(?= · |$)/, "") ?? JSON.stringify(message)
  );
}

/** How many of these messages, from the first on, fit into one of so many bytes; at least one. */
export function fitting(messages, limit) {
  const form = formOf(messages[0]);
  let count = 1;
  while (form && count < messages.length && formOf(messages[count]) === form) {
    if (form.size(form.merge(messages.slice(0, count + 1))) > limit) break;
    count++;
  }
  return count;
}

export function merged(messages) {
  return messages.length === 1 ? messages[0] : formOf(messages[0]).merge(messages);
}

export function sizeOf(message) {
  return formOf(message)?.size(message) ?? bytes(JSON.stringify(message));
}

/** A message no longer than so many bytes: whole alerts are left out from its end, and it says how many. */
export function shortened(message, limit, more) {
  const form = formOf(message);
  let short = message;
  // What JSON adds to a text is not known before: tried, and tried shorter.
  for (let room = limit; form && form.size(short) > limit && room > 200; room = Math.floor(room * 0.9))
    short = form.cut(message, (text) => cutText(text, room, more));
  return short;
}

/** Alerts begin with a line in bold letters. */
function cutText(text, room, more) {
  const told = new RegExp(`${more.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}(\\d+)\\s*$`).exec(text);
  const [head = "", ...alerts] = (told ? text.slice(0, told.index) : text).split(/^(?=\*\*)/m);
  const ending = (left) => (left > 0 ? `${more}${left}\n` : "");
  const before = Number(told?.[1] ?? 0);
  for (let count = alerts.length; count > 0; count--) {
    const whole = head + alerts.slice(0, count).join("") + ending(alerts.length - count + before);
    if (bytes(whole) <= room) return whole;
  }
  const end = ending(Math.max(0, alerts.length - 1) + before);
  return cutLines(head + (alerts[0] ?? ""), room - bytes(end) - 4) + end;
}

/** Whole lines; of a first one that is too long its beginning. */
function cutLines(text, room) {
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
