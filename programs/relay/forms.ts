// The forms of messages that Grafana makes for the services: how each is titled, measured, merged, cut.

/** A message for a service, as its template in Grafana made it; only what its form looks for is certain. */
export type Message = Record<string, unknown>;

export interface Form<Shape extends object = Message> {
  is(message: Message): boolean;
  title(message: Shape): string;
  size(message: Shape): number;
  /** Several of them in one; at least one. */
  merge(all: readonly [Shape, ...Shape[]]): Shape;
  /** The same message with its text made shorter. */
  cut(message: Shape, shorter: (text: string) => string): Shape;
}

export const bytes = (text: string) => Buffer.byteLength(text);
const jsonBytes = (message: object) => bytes(JSON.stringify(message));
const andMore = (title: string | undefined, all: readonly unknown[]) =>
  all.length > 1 ? `${title} (+${all.length - 1})` : title;

/** WeCom's. */
interface Markdown {
  markdown: { content: string };
}

const markdown: Form<Markdown> = {
  is: (message) =>
    message.msgtype === "markdown" && typeof (message as Partial<Markdown>).markdown?.content === "string",
  title: ({ markdown }) => markdown.content.split("\n", 1)[0] ?? "",
  size: ({ markdown }) => bytes(markdown.content),
  merge: (all) => {
    const content = all.map(({ markdown }) => `${markdown.content.trimEnd()}\n`).join("\n");
    return { ...all[0], markdown: { ...all[0].markdown, content } };
  },
  cut: (message, shorter) => ({
    ...message,
    markdown: { ...message.markdown, content: shorter(message.markdown.content) },
  }),
};

/** DingTalk's. */
interface ActionCard {
  actionCard: { text: string; title?: string };
}

const actionCard: Form<ActionCard> = {
  is: (message) =>
    message.msgtype === "actionCard" && typeof (message as Partial<ActionCard>).actionCard?.text === "string",
  title: ({ actionCard }) => String(actionCard.title),
  size: jsonBytes,
  merge: (all) => {
    const [{ actionCard }] = all;
    const text = all.map((message) => message.actionCard.text.trimEnd()).join("\n\n---\n\n");
    return { ...all[0], actionCard: { ...actionCard, text, title: andMore(actionCard.title, all) } };
  },
  cut: (message, shorter) => ({
    ...message,
    actionCard: { ...message.actionCard, text: shorter(message.actionCard.text) },
  }),
};

/** Feishu's. */
interface Card {
  card: {
    header?: { template?: string; title?: { content?: string } };
    elements: { tag?: string; content: string }[];
  };
}

const heading = ({ header }: Card["card"]) => ({
  tag: "markdown",
  content: `**${header?.title?.content}**`,
});

const card: Form<Card> = {
  is: (message) =>
    message.msg_type === "interactive" &&
    typeof (message as Partial<Card>).card?.elements?.[0]?.content === "string",
  title: ({ card }) => String(card.header?.title?.content),
  size: jsonBytes,
  merge: (all) => {
    const [first] = all;
    const red = all.find(({ card }) => card.header?.template === "red") ?? first;
    const elements = all.flatMap(({ card }, i) =>
      i === 0 ? card.elements : [heading(card), ...card.elements],
    );
    const { header } = first.card;
    const title = { ...header?.title, content: andMore(header?.title?.content, all) };
    const template = red.card.header?.template;
    return { ...first, card: { ...first.card, header: { ...header, template, title }, elements } };
  },
  cut: (message, shorter) => {
    const [first, ...rest] = message.card.elements;
    if (!first) return message;
    const elements = [{ ...first, content: shorter(first.content) }, ...rest];
    return { ...message, card: { ...message.card, elements } };
  },
};

/** Slack's. */
interface Attachments {
  attachments: { title?: string; fallback?: string; text?: string }[];
}

const attachments: Form<Attachments> = {
  is: (message) => Array.isArray(message.attachments),
  title: ({ attachments }) => String(attachments[0]?.title ?? attachments[0]?.fallback),
  size: jsonBytes,
  merge: (all) => ({ ...all[0], attachments: all.flatMap(({ attachments }) => attachments) }),
  // Slack shortens texts by itself; what only speaks its language may not.
  cut: (message, shorter) => {
    const [first, ...rest] = message.attachments;
    if (typeof first?.text !== "string") return message;
    return { ...message, attachments: [{ ...first, text: shorter(first.text) }, ...rest] };
  },
};

// `is` has looked at the message before any other function of its form gets it.
const forms = [markdown, actionCard, card, attachments] as unknown as Form[];

/** The form of a message; undefined: it is sent as it is, and alone. */
export function formOf(message: Message): Form | undefined {
  return forms.find((form) => form.is(message));
}
