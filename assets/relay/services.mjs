// What each chat service wants of a request, and what its answers mean. The codes are those of the services' documentation.
import { createHmac } from "node:crypto";

/** Time limit of one request, in milliseconds: two of them fit into Grafana's patience. */
const LIMIT = 8_000;

/**
 * What the services take, kept below their limits: others may use the same bot. `burst` messages at once, then
 * `perMinute`; both together are what a minute may hold. `gap` milliseconds lie between two. `bytes` is a message's size.
 */
export const limits = {
  // 20 a minute; 4096 bytes of Markdown.
  wecom: { burst: 12, perMinute: 6, gap: 0, bytes: 4096 },
  // 30 a minute and person; 2048 bytes.
  wecomApp: { burst: 12, perMinute: 15, gap: 0, bytes: 2048 },
  // 20 a minute, or nothing for ten; 20000 bytes.
  dingtalk: { burst: 12, perMinute: 6, gap: 0, bytes: 19_500 },
  // 100 a minute and 5 a second; 20 KB with what is added for the signature.
  feishu: { burst: 40, perMinute: 50, gap: 250, bytes: 20_000 },
  // One a second, and some more at once.
  slack: { burst: 10, perMinute: 45, gap: 0, bytes: 60_000 },
};

/** Too much in too short a time. */
const often = {
  wecom: [45009, 45033],
  wecomApp: [45009, 45033],
  dingtalk: [130101, 410100, 90030],
  feishu: [11232, 11233],
  slack: [],
};
/** The message is too long; some codes stand for other mistakes as well, so that the words decide. */
const long = {
  wecom: [44004, 45002],
  wecomApp: [44004, 45002],
  dingtalk: [460101],
  feishu: [11246, 19036, 99],
  slack: [],
};
/** The bot itself is wrong, gone, or may not be used from here, whatever the message. */
const unfit = {
  wecom: [93000],
  wecomApp: [40001, 40013, 41004, 60020],
  dingtalk: [300001, 300005, 400013, 400101, 400102, 400106],
  feishu: [19001, 19007, 19021, 19022],
  slack: [],
};
/** The service is busy, or a token has ended: soon it may be otherwise. */
const later = [-1, 40014, 42001, 19999];

/**
 * Sends one message.
 *
 * @returns undefined when the service took it, else what it said: `kind` is `often`, `long`, `later` (a retry may mend
 *   these) or `final`; `unfit`: none will be taken; `wait` is the time in milliseconds that the service asks for.
 */
export async function send(route, message) {
  try {
    const prepared = await prepare[route.type](route, message);
    const refusal = prepared.kind ? prepared : await post(route.type, prepared.url, prepared.body);
    // Perhaps the token was withdrawn: the next try is with a new one.
    if (refusal.kind) tokens.delete(route.secret);
    return refusal.kind ? discreet(route, refusal) : undefined;
  } catch (error) {
    const said = error.name === "TimeoutError" ? `no answer within ${LIMIT / 1000} s` : cause(error);
    return discreet(route, { kind: "later", status: 502, said: `cannot be reached: ${said}` });
  }
}

/** The same without what must not be told of a receiver, should a service repeat it. */
function discreet({ url, secret, signSecret }, refusal) {
  const { pathname = "", searchParams = new URLSearchParams() } = URL.parse(url ?? "") ?? {};
  const parts = [...pathname.split("/"), ...searchParams.values()].filter((part) => part.length >= 12);
  const secrets = [url, secret, signSecret, ...parts].filter(Boolean);
  const hide = (text) => secrets.reduce((hidden, word) => hidden.replaceAll(word, "…"), text);
  const { said, text } = refusal;
  return { ...refusal, said: hide(said), ...(text === undefined ? {} : { text: hide(text) }) };
}

// The cause alone: the message may hold the URL, which is a secret.
const cause = (error) => error.cause?.code ?? error.cause?.message ?? error.code ?? error.name;

const prepare = {
  wecom: ({ url }, message) => ({ url, body: JSON.stringify(message) }),
  slack: ({ url }, message) => ({ url, body: JSON.stringify(message) }),
  wecomApp,
  dingtalk,
  feishu,
};

/** Milliseconds and secret, signed with the secret, in the address. */
function dingtalk({ url, signSecret: secret }, message) {
  const body = JSON.stringify(message);
  if (!secret) return { url, body };
  const timestamp = String(Date.now());
  const signed = new URL(url);
  signed.searchParams.set("timestamp", timestamp);
  signed.searchParams.set(
    "sign",
    createHmac("sha256", secret).update(`${timestamp}\n${secret}`).digest("base64"),
  );
  return { url: signed, body };
}

/** Seconds and secret are the key, nothing is the text; in the body. */
function feishu({ url, signSecret: secret }, message) {
  if (!secret) return { url, body: JSON.stringify(message) };
  const timestamp = String(Math.floor(Date.now() / 1000));
  const sign = createHmac("sha256", `${timestamp}\n${secret}`).update("").digest("base64");
  return { url, body: JSON.stringify({ timestamp, sign, ...message }) };
}

/** Tokens of apps, by their secret: WeCom limits how often one may be asked for. */
const tokens = new Map();

async function wecomApp(route, message) {
  const { corpId, secret, agentId, toUser = "@all", apiUrl = "https://qyapi.weixin.qq.com" } = route;
  const base = `${apiUrl.replace(/\/+$/, "")}/cgi-bin`;
  let token = tokens.get(secret);
  if (!token || token.until < Date.now()) {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const { answer, ...refusal } = await post("wecomApp", `${base}/gettoken?${query}`, "{}");
    if (refusal.kind) return refusal;
    // Renewed at half time, so that one that was withdrawn is not used for hours.
    token = { value: answer.access_token, until: Date.now() + (answer.expires_in ?? 0) * 500 };
    tokens.set(secret, token);
  }
  const whole = { touser: toUser, agentid: Number(agentId), ...message };
  const url = `${base}/message/send?${new URLSearchParams({ access_token: token.value })}`;
  return { url, body: JSON.stringify(whole) };
}

async function post(type, url, body, moved = false) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    // Followed, a POST would become a GET, but with 307 and 308.
    redirect: "manual",
    signal: AbortSignal.timeout(LIMIT),
  });
  const text = await response.text();
  const answer = parse(text);
  const code = answer.errcode ?? answer.code ?? answer.StatusCode;
  if (response.ok && (code === 0 || text === "ok")) return { answer };
  const status = response.status;
  const target = response.headers.get("location");
  if ([307, 308].includes(status) && target && !moved) return post(type, new URL(target, url), body, true);
  if (status >= 300 && status < 400)
    return {
      ...{ kind: "final", unfit: true },
      status: 400,
      code: status,
      said: `${status} redirects to ${hostOf(target, url)}`,
    };
  const words = String(answer.errmsg ?? answer.msg ?? (text.slice(0, 200) || "empty answer"));
  const said = [status === 200 ? "" : status, code ?? "", words].filter((part) => part !== "").join(" ");
  const kind = kindOf(type, status, code, words);
  // Grafana knows Slack's words, but only in Slack's own answer.
  const own = type === "slack" && status >= 400 ? { status, text } : {};
  const wait = Number(response.headers.get("retry-after")) * 1000 || undefined;
  return {
    kind,
    unfit: unfit[type].includes(code),
    code: code ?? status,
    said,
    wait,
    status: { final: 400, often: 503 }[kind] ?? 502,
    ...own,
  };
}

function kindOf(type, status, code, words) {
  if (
    status === 413 ||
    long[type].includes(code) ||
    /too[ _](long|large)|max(imum)? length|size.*limit/i.test(words)
  )
    return "long";
  if (status === 429 || often[type].includes(code) || /too (fast|many|often)|freq/i.test(words))
    return "often";
  return status >= 500 || status === 408 || later.includes(code) ? "later" : "final";
}

function hostOf(target, base) {
  try {
    const { protocol, host } = new URL(target, base);
    return `${protocol}//${host} (path hidden)`;
  } catch {
    return "nowhere";
  }
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
