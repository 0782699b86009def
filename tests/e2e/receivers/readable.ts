import type { Request } from "../fakes/services";

/** Messages of people's services, without logins and questions. */
export const messagesOf = (all: Request[]) =>
  all.filter(({ path }) => !/gettoken|getMe|auth\.test/.test(path));

/** Readable whatever was escaped in it. */
export function decode(body: string): string {
  return body.replace(/\\u([0-9a-f]{4})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
}

/** Subject and visible text of a mail, which is HTML. */
export function decodeMail(mail: string): string {
  const subject = /^Subject: ((?:.*\r?\n[ \t])*.*)$/m.exec(mail)?.[1] ?? "";
  const words = subject
    .replace(/\?=\s+=\?/g, "?==?")
    .replace(/=\?utf-8\?q\?(.*?)\?=/gi, (_, text: string) => quoted(text.replaceAll("_", " ")));
  const html = quoted(mail.slice(mail.indexOf("<body")).replace(/=\r?\n/g, ""));
  const text = html
    .replace(/<!--[\s\S]*?-->|<[^>]+>/g, "")
    .replaceAll("&nbsp;", " ")
    .replace(/&#39;/g, "'")
    .replace(/[ \t]*\r?\n\s*/g, "\n");
  return `${words}\n${text}`;
}

function quoted(text: string): string {
  const bytes = Buffer.from(text, "utf8")
    .toString("latin1")
    .replace(/=([0-9A-F]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  return Buffer.from(bytes, "latin1").toString("utf8");
}
