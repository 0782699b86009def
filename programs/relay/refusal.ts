// What the services' answers mean. The codes are those of their documentation.
import type { ServiceType } from "./settings";

/** What a service said instead of taking a message. */
export interface Refusal {
  /** `often`, `long`, `later`: a retry may mend these; `final`: none will. */
  kind: "often" | "long" | "later" | "final";
  /** The bot itself is refused, whatever the message. */
  unfit?: boolean;
  /** The service's code, else the HTTP status. */
  code?: number;
  said: string;
  /** Milliseconds that the service asks for. */
  wait?: number;
  /** HTTP status for Grafana. */
  status?: number;
  /** The service's own words for Grafana, instead of ours. */
  text?: string;
}

type Codes = Record<ServiceType, number[]>;

/** Too much in too short a time. */
const often: Codes = {
  wecom: [45009, 45033],
  wecomApp: [45009, 45033],
  dingtalk: [130101, 410100, 90030],
  feishu: [11232, 11233],
  slack: [],
};
/** The message is too long; some codes stand for other mistakes as well, so that the words decide. */
const long: Codes = {
  wecom: [44004, 45002],
  wecomApp: [44004, 45002],
  dingtalk: [460101],
  feishu: [11246, 19036, 99],
  slack: [],
};
/** The bot itself is wrong, gone, or may not be used from here, whatever the message. */
const unfit: Codes = {
  wecom: [93000],
  wecomApp: [40001, 40013, 41004, 60020],
  dingtalk: [300001, 300005, 400013, 400101, 400102, 400106],
  feishu: [19001, 19007, 19021, 19022],
  slack: [],
};
/** The service is busy, or a token has ended: soon it may be otherwise. */
const later = [-1, 40014, 42001, 19999];

const has = (codes: number[], code: number | undefined) => code !== undefined && codes.includes(code);

export function isUnfit(type: ServiceType, code: number | undefined): boolean {
  return has(unfit[type], code);
}

/** @param words what the answer says besides its code */
export function kindOf(
  type: ServiceType,
  status: number,
  code: number | undefined,
  words: string,
): Refusal["kind"] {
  const tooLong = /too[ _](long|large)|max(imum)? length|size.*limit/i;
  if (status === 413 || has(long[type], code) || tooLong.test(words)) return "long";
  if (status === 429 || has(often[type], code) || /too (fast|many|often)|freq/i.test(words)) return "often";
  return status >= 500 || status === 408 || has(later, code) ? "later" : "final";
}
