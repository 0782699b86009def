/**
 * What helps against an answer: a pattern of the answer, and the advice.
 *
 * @param set the command that sets a field of this receiver anew
 */
export type Hint = [answer: RegExp, advice: string | ((set: (field: string) => string) => string)];

/** A number that stands for itself, such as a code: 500 is not in 45009. */
export const code = (...codes: (number | string)[]) =>
  new RegExp(`(?<![\\d.-])(?:${codes.join("|")})(?![\\d.]\\d)(?!\\d)`);

/** What may happen on the way to any of them. */
const onTheWay: Hint[] = [
  [/redirects to/, (set) => `set the address it leads to, for a redirect loses the message: ${set("url")}`],
  [
    /no answer|deadline exceeded|time-?out|timed out|cannot be reached|could not resolve|failed to connect|no such host|refused$|connection (refused|reset)|ECONN|ENOTFOUND|EAI_AGAIN|unreachable/i,
    "is the address right, and can this host reach it (name resolution, firewall)?",
  ],
  [
    /certificate|x509|tls/i,
    "the service's certificate is not trusted by Grafana: a proxy in between, or one of your own",
  ],
];

const trouble: Hint = [code("5\\d\\d"), "the service itself is in trouble: try again later"];

/**
 * What to do about an answer; undefined where nobody knows.
 *
 * @param key where the receiver stands in the configuration
 * @param said what the service or Grafana said
 * @param stack name of the stack that has the receiver
 */
export function firstHint(
  { hints, lastHint }: { hints: Hint[]; lastHint?: string },
  key: string,
  said: string,
  stack: string,
): string | undefined {
  const field = (name: string) => (key.startsWith("receivers[") ? `--path '${key}.${name}'` : key);
  const set = (name: string) =>
    `npm run pulumi -- config set --stack ${stack} --secret ${field(name)} <value>`;
  const last: Hint = lastHint === undefined ? trouble : [/^/, lastHint];
  const [, advice] = [...hints, ...onTheWay, last].find(([answer]) => answer.test(said)) ?? [];
  return typeof advice === "function" ? advice(set) : advice;
}
