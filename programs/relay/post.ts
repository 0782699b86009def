import { isUnfit, kindOf, type Refusal } from "./refusal";
import type { Service } from "./service";

/** Time limit of one request, in milliseconds: two of them fit into Grafana's patience. */
export const REQUEST_LIMIT = 8_000;

/** The fields of the services' answers that are read. */
export interface ServiceAnswer {
  errcode?: number;
  code?: number;
  StatusCode?: number;
  errmsg?: string;
  msg?: string;
  access_token?: string;
  expires_in?: number;
}

/** Posts JSON to a service. */
export async function post(
  service: Service,
  url: string | URL,
  body: string,
  redirected = false,
): Promise<{ answer: ServiceAnswer } | { refusal: Refusal }> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
    // Followed, a POST would become a GET, but with 307 and 308.
    redirect: "manual",
    signal: AbortSignal.timeout(REQUEST_LIMIT),
  });
  const text = await response.text();
  const answer = parse(text);
  const code = answer.errcode ?? answer.code ?? answer.StatusCode;
  if (response.ok && (code === 0 || text === "ok")) return { answer };
  const { status } = response;
  const target = response.headers.get("location");
  if ([307, 308].includes(status) && target && !redirected)
    return post(service, new URL(target, url), body, true);
  if (status >= 300 && status < 400) {
    const said = `${status} redirects to ${hostOf(target, url)}`;
    return { refusal: { kind: "final", unfit: true, status: 400, code: status, said } };
  }
  const words = String(answer.errmsg ?? answer.msg ?? (text.slice(0, 200) || "empty answer"));
  const said = [status === 200 ? "" : status, code ?? "", words].filter((part) => part !== "").join(" ");
  const kind = kindOf(service.codes, status, code, words);
  const refusal: Refusal = {
    kind,
    unfit: isUnfit(service.codes, code),
    code: code ?? status,
    said,
    wait: Number(response.headers.get("retry-after")) * 1000 || undefined,
    status: kind === "final" ? 400 : kind === "often" ? 503 : 502,
  };
  return { refusal: service.knownToGrafana && status >= 400 ? { ...refusal, status, text } : refusal };
}

function hostOf(target: string | null, base: string | URL): string {
  try {
    const { protocol, host } = new URL(String(target), base);
    return `${protocol}//${host} (path hidden)`;
  } catch {
    return "nowhere";
  }
}

function parse(text: string): ServiceAnswer {
  try {
    return (JSON.parse(text) as ServiceAnswer | null) ?? {};
  } catch {
    return {};
  }
}
