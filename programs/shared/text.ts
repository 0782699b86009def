/** A failed request, and the status of its answer if there was one. */
export interface TargetError extends Error {
  status_code?: number;
}

const MAX_TEXT = 200;

/** One line of at most 200 characters. */
export function clip(value: unknown): string {
  return String(value).replace(/\s+/g, " ").trim().slice(0, MAX_TEXT).toWellFormed();
}

/** A text that is not empty, clipped; anything else is left out of the line. */
export function stringOrNone(value: unknown): string | undefined {
  return typeof value === "string" && value ? clip(value) : undefined;
}

/** A finite number; anything else is left out of the line. */
export function numberOrNone(value: unknown): number | undefined {
  return Number.isFinite(value) ? (value as number) : undefined;
}

/** A share to four digits; what is no number is left out of the line. */
export function share(value: number): number | undefined {
  return numberOrNone(Math.round(value * 10_000) / 10_000);
}

export function milliseconds(ms: number): string {
  return `${ms.toFixed(1)}ms`;
}

/** What a JSON text says; undefined if it is none. Whoever reads it checks each field. */
export function parseJson<T>(json: string): T | undefined {
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

/** An error that names the status of the answer it is about. */
export function targetError(status: number | undefined, message: string): TargetError {
  return Object.assign(new Error(message), { status_code: status });
}

/** An error as one line for people. */
export function reason(error: unknown): string {
  const { errors, code, message, reason: detail } = (error ?? {}) as Partial<NodeError>;
  // localhost is tried as ::1 and as 127.0.0.1, and both may have failed
  if (errors?.length) return clip(errors.map(reason).join(", "));
  const name = String(code ?? "");
  const text = String(message ?? error);
  if (text === "socket hang up") return "connection closed without an answer";
  if (text === "aborted") return "connection closed in the middle of the answer";
  if (name.startsWith("HPE_")) return clip(`not HTTP: ${text}`);
  if (/CERT|SIGNATURE|TLS|SSL|EPROTO/.test(name)) return clip(`TLS: ${detail || text.split(";")[0]}`);
  return clip(text);
}

/** What Node's errors of sockets, TLS and parsers may have. */
interface NodeError {
  errors: unknown[];
  code: string;
  message: string;
  reason: string;
}
