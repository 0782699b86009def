import { REDACTED } from "../../components/containers/collector-file/redaction";
import { redactions } from "../../components/containers/collector-file/redactions";
import { withoutPassword } from "../../components/shared/addresses";

/** A part of an address shorter than this is a word, and no secret. */
const word = 8;
/** A secret shorter than this would take letters out of every text; it is only taken out where nothing else is around it. */
const short = 4;

/** Takes every one of some secrets out of a text, however it is written there. */
export class Redactor {
  private readonly texts: string[];
  private readonly words: RegExp[];

  constructor(secrets: string[]) {
    const known = [...new Set(secrets.flatMap(written))].filter((text) => text.trim() !== "");
    // The longest first: another may be a part of it.
    this.texts = known.filter(({ length }) => length >= short).sort((a, b) => b.length - a.length);
    this.words = known
      .filter(({ length }) => length < short)
      .map((text) => new RegExp(`(?<!\\w)${text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?!\\w)`, "g"));
  }

  /** Without the secrets, and without passwords in addresses. */
  exactly(text: string): string {
    const rest = this.texts.reduce((left, secret) => left.replaceAll(secret, REDACTED), text);
    return withoutPassword(this.words.reduce((left, secret) => left.replace(secret, REDACTED), rest));
  }

  /** Also without whatever looks like a secret: for what programs wrote. */
  strictly(text: string): string {
    return this.exactly(text).split("\n").map(withoutLooks).join("\n");
  }
}

/** The forms a secret may have in a text; of an address also the parts that make it one. */
function written(secret: string): string[] {
  const forms = (text: string) => [
    ...[text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text), encodeURI(text)],
    // Alone, and as the password of Grafana's admin in a header.
    ...[text, `admin:${text}`].map((one) => Buffer.from(one).toString("base64")),
  ];
  const url = /^https?:\/\//.test(secret) ? URL.parse(secret) : null;
  if (!url) return [secret, ...settingsIn(secret)].flatMap(forms);
  const parts = [
    ...url.pathname.split("/").filter(({ length }) => length >= 2 * word),
    ...[...url.searchParams.values()].filter(({ length }) => length >= word),
    ...[url.password].filter(Boolean),
    ...[url.pathname + url.search].filter(({ length }) => length > word),
  ];
  return [secret, url.href, ...parts].flatMap(forms);
}

/** Of a whole file that is a secret (Grafana's settings for logins) the values: a program tells of them one by one. */
function settingsIn(text: string): string[] {
  return [...text.matchAll(/^\s*[\w."]+\s*=\s*["']?(.*?)["']?\s*$/gm)].flatMap(([, value = ""]) =>
    value.length >= word ? [value] : [],
  );
}

const looks = redactions.flatMap(({ expression }) => {
  try {
    return [new RegExp(expression, "dg")];
  } catch {
    // Written for RE2; what only that knows is left to the collector.
    return [];
  }
});

function withoutLooks(line: string): string {
  return looks.reduce((left, look) => {
    const found = [...left.matchAll(look)].flatMap(({ indices = [] }) => {
      const groups = indices.slice(1).filter(Boolean) as [number, number][];
      return groups.length > 0 ? groups : indices[0] ? [indices[0]] : [];
    });
    // From the end, so that what stands before keeps its place.
    return found
      .sort(([a], [b]) => b - a)
      .reduce((text, [from, to]) => text.slice(0, from) + REDACTED + text.slice(to), left);
  }, line);
}
