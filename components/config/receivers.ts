import * as pulumi from "@pulumi/pulumi";

import * as checks from "../shared/checks";
import { nearest } from "./error";
import type { Check, ConfigReader } from "./reader";
import { severities, type Receiver, type ReceiverType, type Severity } from "./schema";

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

/**
 * Names of the fields of a receiver that must be stored encrypted; those of `headers` are all. Of an unknown type, or one
 * not set yet: those of any.
 */
export function secretFields(type: string): string[] {
  const own = fields[type as ReceiverType] ?? anyField();
  return own.filter(({ secret }) => secret).map(({ name }) => name);
}

/** The fields of all types; those of one name are alike in what they may hold. */
function anyField(): Field[] {
  const all = Object.values(fields).flat();
  return all.filter(({ name }, i) => all.findIndex((field) => field.name === name) === i);
}

/** Names of all fields a receiver may have; of an unknown type, or one not set yet: those of any. */
function knownFields(type: ReceiverType | undefined): string[] {
  const own = type ? fields[type] : anyField();
  const known = ["type", "severities", ...own.map(({ name }) => name)];
  if (!type || type === "email") known.push("addresses");
  if (!type || type === "webhook") known.push("headers");
  return known;
}

/**
 * The receivers under the key `receivers`, checked.
 *
 * @param chatRelay chat bots go through our relay even where Grafana could send by itself
 */
export function receivers(reader: ConfigReader, chatRelay: boolean): Receiver[] {
  return reader.entries("receivers").flatMap(({ entry, index }) => {
    const key = `receivers[${index}]`;
    const made = receiver(reader, entry, key);
    if (!made) return [];
    const needed = needsRelay(made);
    if (needed && !chatRelay)
      reader.conflict("chatRelay", [], `false with ${key} (${made.type})`, `true: ${needed}`);
    if (needed || (chatRelay && speakingCodes.includes(made.type))) made.relay = `${made.type}-${index}`;
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
  const known = knownFields(type);
  for (const name of Object.keys(entry)) {
    if (known.includes(name)) continue;
    const allowed = `${type ? `for ${type} ` : ""}only ${known.join(", ")}`;
    reader.problem(`${key}.${name}`, "set", allowed, { kind: "unknown", near: nearest(name, known) });
  }
  const made: Receiver = {
    // Without a type it is given up below; what can be known of its fields is told all the same.
    ...{ key, type: type ?? "webhook", severities: severitiesOf(reader, entry, key) },
    ...{ addresses: [], settings: {}, secrets: {}, headers: {} },
  };
  if (!type) {
    const near = typeof entry.type === "string" ? nearest(entry.type, types) : undefined;
    const found = entry.type === undefined ? "not set" : shown(entry.type);
    reader.problem(`${key}.type`, found, types.join(", "), { near });
    for (const field of anyField().filter(({ name }) => entry[name] !== undefined))
      readField(reader, entry, key, { ...field, required: undefined }, made);
    if (entry.addresses !== undefined) addresses(reader, entry.addresses, `${key}.addresses`);
    headers(reader, entry.headers, `${key}.headers`);
    return undefined;
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
    reader.conflict(key, [], secrets.url ? "given url with token or channel" : "incomplete", both);
  }
  if (type !== "webhook") return;
  if (Boolean(settings.username) !== Boolean(secrets.password))
    reader.conflict(`${key}.username`, [], "incomplete", "both username and password, or neither");
  if (secrets.password && secrets.bearerToken)
    reader.conflict(`${key}.bearerToken`, [], "set with password", "only one of password and bearerToken");
  if (settings.hmacHeader && !secrets.hmacSecret)
    reader.conflict(`${key}.hmacHeader`, [], "set without hmacSecret", "only together with hmacSecret");
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
