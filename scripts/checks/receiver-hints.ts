import type { Receiver, ReceiverType } from "../../components/config/schema";

const set = (key: string, name: string) =>
  key.startsWith("receivers[") ? `--secret --path '${key}.${name}'` : `--secret ${key}`;
/** STACK stands for the stack's name. */
const command = (key: string, name: string) =>
  `npm run pulumi -- config set --stack STACK ${set(key, name)} <value>`;

/** What helps against an answer: the first whose pattern fits. */
type Advice = [answer: RegExp, advice: (key: string) => string];

/** A number that stands for itself, such as a code: 500 is not in 45009. */
const code = (...codes: (number | string)[]) =>
  new RegExp(`(?<![\\d.-])(?:${codes.join("|")})(?![\\d.]\\d)(?!\\d)`);

/** Codes and words of each service. */
const byType: Record<ReceiverType, Advice[]> = {
  email: [
    [code(530, 534, 535), () => "check smtpUser and smtpPassword"],
    [
      code(550, 551, 553, 554),
      () => "check smtpFrom and the addresses: may this login send from and to them?",
    ],
    [/tls|ssl|certificate/i, () => "check smtpTls, and the port in smtpHost"],
  ],
  wecom: [
    [code(45009, 45033), () => "more than 20 messages in a minute: wait; others who use this bot count, too"],
    [code(93000), (key) => `the bot's URL is wrong or the bot was removed: ${command(key, "url")}`],
    [code(40058, 44004, 45002), () => "the message is too long: with chatRelay it is cut"],
  ],
  wecomApp: [
    [code(40001, 40013, 41004), (key) => `secret or corpId is wrong: ${command(key, "secret")}`],
    [code(60020), () => "allow this host's address at the app (trusted IP)"],
    [code(81013), () => "toUser is not among those who see the app"],
    [code(45009, 45033), () => "too many messages: wait"],
  ],
  dingtalk: [
    [
      /(?<!\d)310000\D.*(sign|timestamp)/i,
      (key) => `the bot asks for a signature: ${command(key, "signSecret")}; and check this host's clock`,
    ],
    [
      /(?<!\d)310000\D.*(keyword|关键词)/i,
      () => "give the bot a keyword that is in every message, such as DeepChat",
    ],
    [/(?<!\d)310000\D.*\bip\b/i, () => "add this host's address to those the bot allows"],
    [
      code(310000),
      (key) =>
        `the bot's security setting refuses the message. Signature: ${command(key, "signSecret")}; keyword: DeepChat; addresses: add this host's`,
    ],
    [
      code(130101, 410100, 90030),
      () =>
        "more than 20 messages in a minute, the bot is blocked for ten: wait; others who use this bot count, too",
    ],
    [
      code(300001, 300005, 400013, 400101, 400102, 400106),
      (key) => `the bot's URL is wrong, or bot or group are gone: ${command(key, "url")}`,
    ],
    [
      code(460101, 430101),
      () => "the text is refused: too long, or an address in it that DingTalk holds for unsafe",
    ],
  ],
  feishu: [
    [
      code(19021),
      (key) => `the bot asks for a signature: ${command(key, "signSecret")}; and check this host's clock`,
    ],
    [code(19024), () => "give the bot a keyword that is in every message, such as DeepChat"],
    [code(19022), () => "add this host's address to those the bot allows"],
    [
      code(19001, 19007),
      (key) => `the bot's URL is wrong or the bot is switched off: ${command(key, "url")}`,
    ],
    [
      code(11232, 11233),
      () => "more than 100 messages in a minute: wait; others who use this bot count, too",
    ],
    [code(11246, 19036), () => "the message is too long: with chatRelay it is cut"],
  ],
  slack: [
    [
      /invalid_auth|invalid_token|no_service|token_revoked|account_inactive|not_authed/,
      (key) => `${command(key, "url")} (or token)`,
    ],
    [
      /channel_not_found|not_in_channel|is_archived/,
      () => "invite the app to the channel, and check its name",
    ],
  ],
  telegram: [
    [code(401), (key) => `the token is wrong: ${command(key, "token")}`],
    [
      /chat not found|(?<!\d)403(?!\d)|blocked|kicked/i,
      () => "write to the bot once, or add it to the group, and check chatId",
    ],
  ],
  webhook: [
    [
      code(401, 403),
      () => "check what the address asks for: username and password, bearerToken, headers, hmacSecret",
    ],
    [code(404, 405, 410), (key) => `nothing takes a POST at this address: ${command(key, "url")}`],
  ],
};

/** What may happen on the way to any of them. */
const onTheWay: Advice[] = [
  [
    /redirects to/,
    (key) => `set the address it leads to, for a redirect loses the message: ${command(key, "url")}`,
  ],
  [
    /no answer|deadline exceeded|time-?out|timed out|cannot be reached|could not resolve|failed to connect|no such host|refused$|connection (refused|reset)|ECONN|ENOTFOUND|EAI_AGAIN|unreachable/i,
    () => "is the address right, and can this host reach it (name resolution, firewall)?",
  ],
  [
    /certificate|x509|tls/i,
    () => "the service's certificate is not trusted by Grafana: a proxy in between, or one of your own",
  ],
];

const trouble: Advice = [code("5\\d\\d"), () => "the service itself is in trouble: try again later"];

/**
 * What to do about an answer; undefined where nobody knows.
 *
 * @param said what the service or Grafana said
 * @param stack name of the stack that has the receiver
 */
export function hintFor(
  { type, key }: Pick<Receiver, "type" | "key">,
  said: string,
  stack: string,
): string | undefined {
  const mail = type === "email";
  const advices = [...byType[type], ...onTheWay, ...(mail ? [] : [trouble])];
  const found = advices.find(([answer]) => answer.test(said))?.[1](key);
  if (found) return found.replaceAll("STACK", stack);
  if (mail) return "check smtpHost, smtpUser, smtpPassword, smtpTls and smtpFrom";
  return undefined;
}
