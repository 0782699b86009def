// What each chat service wants of a request.
import { createHmac } from "node:crypto";

import type { Message } from "./forms";
import { post, REQUEST_LIMIT } from "./post";
import type { Refusal } from "./refusal";
import type { BotRoute, Route } from "./settings";
import { forgetToken, prepareWecomApp } from "./wecom-app";

/** Sends one message; undefined when the service took it, else what it said. */
export async function send(route: Route, message: Message): Promise<Refusal | undefined> {
  try {
    const prepared =
      route.type === "wecomApp" ? await prepareWecomApp(route, message) : prepare(route, message);
    const result = "refusal" in prepared ? prepared : await post(route.service, prepared.url, prepared.body);
    if (!("refusal" in result)) return undefined;
    // Perhaps the token was withdrawn: the next try is with a new one.
    if (route.type === "wecomApp") forgetToken(route);
    return withoutSecrets(route, result.refusal);
  } catch (error) {
    const failed = error as FetchError;
    const said =
      failed.name === "TimeoutError" ? `no answer within ${REQUEST_LIMIT / 1000} s` : cause(failed);
    return withoutSecrets(route, { kind: "later", status: 502, said: `cannot be reached: ${said}` });
  }
}

/** The same without what must not be told of a receiver, should a service repeat it. */
function withoutSecrets(route: Route, refusal: Refusal): Refusal {
  const { url, secret, signSecret } = route as Partial<Record<"url" | "secret" | "signSecret", string>>;
  const { pathname = "", searchParams = new URLSearchParams() } = URL.parse(url ?? "") ?? {};
  const parts = [...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= 12);
  const secrets = [url, secret, signSecret, ...parts].filter((word): word is string => Boolean(word));
  const hide = (text: string) => secrets.reduce((hidden, word) => hidden.replaceAll(word, "…"), text);
  const { said, text } = refusal;
  return { ...refusal, said: hide(said), ...(text === undefined ? {} : { text: hide(text) }) };
}

interface FetchError extends Error {
  code?: string;
  cause?: { code?: string; message?: string };
}

/** The cause alone: the message may hold the URL, which is a secret. */
function cause(error: FetchError): string {
  return error.cause?.code ?? error.cause?.message ?? error.code ?? error.name;
}

function prepare(route: BotRoute, message: Message): { url: string | URL; body: string } {
  const { url, signSecret } = route;
  const unsigned = { url, body: JSON.stringify(message) };
  if (!signSecret) return unsigned;
  if (route.type === "dingtalk") return signedForDingtalk(unsigned, signSecret);
  if (route.type === "feishu") return signedForFeishu(url, signSecret, message);
  return unsigned;
}

/** Milliseconds and secret, signed with the secret, in the address. */
function signedForDingtalk({ url, body }: { url: string; body: string }, secret: string) {
  const timestamp = String(Date.now());
  const sign = createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64");
  const signed = new URL(url);
  signed.searchParams.set("timestamp", timestamp);
  signed.searchParams.set("sign", sign);
  return { url: signed, body };
}

/** Seconds and secret are the key, nothing is the text; in the body. */
function signedForFeishu(url: string, secret: string, message: Message) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64");
  return { url, body: JSON.stringify({ timestamp, sign, ...message }) };
}
