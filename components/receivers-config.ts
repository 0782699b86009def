import * as pulumi from "@pulumi/pulumi";

import * as checks from "./checks";
import type { Check, ConfigReader } from "./config-reader";
import { severities, type Receiver, type ReceiverType, type Severity } from "./stack-config";

interface Field {
  name: string;
  check: Check;
  secret?: true;
  required?: true;
}

/** One unbroken word: what tokens and ids look like. Their makers promise no more than that. */
const word: Check = (value) => (/^\S+$/.test(value) ? undefined : "a text without blanks");
const anything: Check = () => undefined;
const url: Field = { name: "url", check: checks.url, secret: true, required: true };

/** Fields of each type of receiver, apart from type, severities, addresses and headers. */
const fields: Record<ReceiverType, Field[]> = {
  email: [],
  wecom: [url],
  wecomApp: [
    { name: "corpId", check: word, required: true },
    { name: "agentId", check: checks.digits, required: true },
    { name: "secret", check: word, secret: true, required: true },
    { name: "toUser", check: anything },
    { name: "apiUrl", check: checks.baseUrl },
  ],
  dingtalk: [url, { name: "signSecret", check: word, secret: true }],
  feishu: [url, { name: "signSecret", check: word, secret: true }],
  slack: [
    { ...url, required: undefined },
    { name: "token", check: word, secret: true },
    { name: "channel", check: word },
  ],
  telegram: [
    { name: "token", check: word, secret: true, required: true },
    { name: "chatId", check: word, required: true },
  ],
  webhook: [
    url,
    { name: "username", check: anything },
    { name: "password", check: anything, secret: true },
    { name: "bearerToken", check: word, secret: true },
    { name: "hmacSecret", check: anything, secret: true },
    { name: "hmacHeader", check: checks.headerName },
  ],
};

/** Names of the fields of a receiver that must be stored encrypted; those of `headers` are all. */
export function secretFields(type: string): string[] {
  return (fields[type as ReceiverType] ?? []).filter(({ secret }) => secret).map(({ name }) => name);
}

/**
 * The receivers under the key `receivers`, checked.
 *
 * @param chatRelay chat bots go through our relay even where Grafana could send by itself
 */
export function receivers(reader: ConfigReader, chatRelay: boolean): Receiver[] {
  return reader.entries("receivers").flatMap((entry, i) => {
    const key = `receivers[${i}]`;
    const made = receiver(reader, entry, key);
    if (!made) return [];
    const needed = needsRelay(made);
    if (needed && !chatRelay)
      reader.problem("chatRelay", `false with ${key} (${made.type})`, `true: ${needed}`);
    if (needed || (chatRelay && speakingCodes.includes(made.type))) made.relay = `${made.type}-${i}`;
    return [made];
  });
}

/** Services that answer HTTP 200 to what they refuse, and say it in a code that Grafana does not read. */
const speakingCodes: ReceiverType[] = ["wecom", "dingtalk", "feishu"];

/** Why Grafana cannot send to this receiver by itself; undefined where it can. */
function needsRelay({ type, secrets }: Receiver): string | undefined {
  if (secrets.signSecret)
    return "Grafana cannot sign, the relay does; or remove signSecret and use a keyword";
  const logged = type === "wecomApp" || (type === "slack" && secrets.url !== undefined);
  return logged ? "Grafana would write its secret into its log, the relay does not" : undefined;
}

function receiver(reader: ConfigReader, entry: Record<string, unknown>, key: string): Receiver | undefined {
  const types = Object.keys(fields) as ReceiverType[];
  const type = types.find((name) => name === entry.type);
  if (!type) {
    reader.problem(`${key}.type`, entry.type === undefined ? "not set" : shown(entry.type), types.join(", "));
    return undefined;
  }
  const made: Receiver = {
    ...{ key, type, severities: severitiesOf(reader, entry, key) },
    ...{ addresses: [], settings: {}, secrets: {}, headers: {} },
  };
  const known = ["type", "severities", ...fields[type].map(({ name }) => name)];
  if (type === "email") known.push("addresses");
  if (type === "webhook") known.push("headers");
  for (const name of Object.keys(entry)) {
    if (!known.includes(name))
      reader.problem(`${key}.${name}`, "set", `for ${type} only ${known.join(", ")}`);
  }
  for (const field of fields[type]) readField(reader, entry, key, field, made);
  if (type === "email") made.addresses = addresses(reader, entry.addresses, `${key}.addresses`);
  if (type === "webhook") made.headers = headers(reader, entry.headers, `${key}.headers`);
  combinations(reader, made);
  return made;
}

function readField(
  reader: ConfigReader,
  entry: Record<string, unknown>,
  key: string,
  { name, check, secret, required }: Field,
  made: Receiver,
): void {
  const raw = entry[name];
  // `config set --path` turns what looks like a number into one.
  const value = typeof raw === "number" ? String(raw) : (raw ?? "");
  if (value === "") {
    if (required) reader.problem(`${key}.${name}`, "not set", `for ${made.type} ${check("") ?? "a text"}`);
    return;
  }
  const allowed = typeof value === "string" ? check(value) : "a text";
  if (allowed !== undefined) reader.problem(`${key}.${name}`, secret ? "set (secret)" : shown(raw), allowed);
  if (typeof value !== "string") return;
  if (!secret) made.settings[name] = value;
  else made.secrets[name] = reader.encrypted("receivers", `${key}.${name}`, value);
}

/** What belongs together, or excludes each other. */
function combinations(
  reader: ConfigReader,
  { type, key, secrets, settings, headers: extra }: Receiver,
): void {
  const slackApp = [secrets.token, settings.channel].filter(Boolean).length;
  if (type === "slack" && slackApp !== (secrets.url ? 0 : 2)) {
    const both = "either url (an incoming webhook), or token and channel";
    reader.problem(key, secrets.url ? "given url with token or channel" : "incomplete", both);
  }
  if (type !== "webhook") return;
  if (Boolean(settings.username) !== Boolean(secrets.password))
    reader.problem(`${key}.username`, "incomplete", "both username and password, or neither");
  if (secrets.password && secrets.bearerToken)
    reader.problem(`${key}.bearerToken`, "set with password", "only one of password and bearerToken");
  if (settings.hmacHeader && !secrets.hmacSecret)
    reader.problem(`${key}.hmacHeader`, "set without hmacSecret", "only together with hmacSecret");
  for (const name of Object.keys(extra)) {
    const allowed = checks.headerName(name);
    if (allowed) reader.problem(`${key}.headers`, JSON.stringify(name), allowed);
  }
}

/** All severities, unless the entry names some. */
export function severitiesOf(
  reader: ConfigReader,
  entry: Record<string, unknown>,
  key: string,
  otherwise: readonly Severity[] = severities,
): Severity[] {
  if (entry.severities === undefined) return [...otherwise];
  const named: unknown[] = Array.isArray(entry.severities) ? entry.severities : [];
  const valid = severities.filter((severity) => named.includes(severity));
  if (named.length === 0 || valid.length !== new Set(named).size)
    reader.problem(`${key}.severities`, shown(entry.severities), `a list of ${severities.join(", ")}`);
  return valid;
}

function addresses(reader: ConfigReader, value: unknown, key: string): string[] {
  const list: unknown[] = Array.isArray(value) ? value : [];
  const allowed = 'a list of mail addresses, such as ["ops@example.com"]';
  if (list.length === 0) reader.problem(key, value === undefined ? "not set" : shown(value), allowed);
  return list.filter((address): address is string => {
    const good = typeof address === "string" && checks.email(address) === undefined;
    if (!good) reader.problem(key, shown(address), allowed);
    return good;
  });
}

function headers(reader: ConfigReader, value: unknown, key: string): Receiver["headers"] {
  if (value === undefined) return {};
  const entries = value !== null && typeof value === "object" ? Object.entries(value) : [];
  if (entries.length === 0 || entries.some(([, text]) => typeof text !== "string"))
    reader.problem(key, "set (secret)", "names and values of HTTP headers");
  return Object.fromEntries(
    entries.map(([name, text]): [string, pulumi.Output<string>] => [
      name,
      reader.encrypted("receivers", `${key}.${name}`, String(text)),
    ]),
  );
}

const shown = (value: unknown) => JSON.stringify(value);
