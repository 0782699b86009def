import type { Message } from "./forms";
import { post } from "./post";
import type { Refusal } from "./refusal";
import type { WecomAppRoute } from "./settings";

/** Tokens of apps, by their secret: WeCom limits how often one may be asked for. */
const tokens = new Map<string, { value: string; until: number }>();

/** The next message is sent with a new token. */
export function forgetToken({ secret }: WecomAppRoute): void {
  tokens.delete(secret);
}

/** Logs in if need be; the address and body of the request that sends a message. */
export async function prepareWecomApp(
  route: WecomAppRoute,
  message: Message,
): Promise<{ url: string; body: string } | { refusal: Refusal }> {
  const { corpId, secret, agentId, toUser = "@all", apiUrl = "https://qyapi.weixin.qq.com" } = route;
  const base = `${apiUrl.replace(/\/+$/, "")}/cgi-bin`;
  let token = tokens.get(secret);
  if (!token || token.until < Date.now()) {
    const query = new URLSearchParams({ corpid: corpId, corpsecret: secret });
    const result = await post(route.service, `${base}/gettoken?${query.toString()}`, "{}");
    if ("refusal" in result) return result;
    const { access_token: value, expires_in: seconds = 0 } = result.answer;
    // Renewed at half time, so that one that was withdrawn is not used for hours.
    token = { value: String(value), until: Date.now() + seconds * 500 };
    tokens.set(secret, token);
  }
  const whole = { touser: toUser, agentid: Number(agentId), ...message };
  const query = new URLSearchParams({ access_token: token.value });
  const url = `${base}/message/send?${query.toString()}`;
  return { url, body: JSON.stringify(whole) };
}
