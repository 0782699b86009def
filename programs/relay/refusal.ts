// What the services' answers mean.
import type { Service } from "./service";

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

type Codes = Service["codes"];

/** The service is busy, or a token has ended: soon it may be otherwise. */
const later = [-1, 40014, 42001, 19999];

const has = (codes: number[], code: number | undefined) => code !== undefined && codes.includes(code);

export function isUnfit(codes: Codes, code: number | undefined): boolean {
  return has(codes.unfit, code);
}

/** @param words what the answer says besides its code */
export function kindOf(
  codes: Codes,
  status: number,
  code: number | undefined,
  words: string,
): Refusal["kind"] {
  const tooLong = /too[ _](long|large)|max(imum)? length|size.*limit/i;
  if (status === 413 || has(codes.long, code) || tooLong.test(words)) return "long";
  if (status === 429 || has(codes.often, code) || /too (fast|many|often)|freq/i.test(words)) return "often";
  return status >= 500 || status === 408 || has(later, code) ? "later" : "final";
}
