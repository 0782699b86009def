import type { IncomingHttpHeaders } from "node:http";

/** What a service answers; text unless it says another type. */
export interface Answer {
  status: number;
  text: string;
  type?: string;
}

/** What one service answers; `refuse`: it refuses everything for now. */
export type Service = (url: URL, body: string, headers: IncomingHttpHeaders, refuse: boolean) => Answer;

/** The fields of the services' messages that are looked at. */
export interface Message {
  touser?: string;
  agentid?: number;
  msgtype?: string;
  msg_type?: string;
  timestamp?: string;
  sign?: string;
  channel?: string;
  text?: string;
  attachments?: unknown[];
  blocks?: unknown[];
  content?: { text?: string };
  card?: { elements?: unknown[] };
}

/** How long a text is in UTF-8. */
export const bytes = (text?: string) => Buffer.byteLength(text ?? "");

/** It is at most an hour from now. */
export const fresh = (milliseconds: number) => Math.abs(Date.now() - milliseconds) < 3_600_000;

/** What a message says under the name of its type. */
export function part(message: Message): { text?: string; content?: string } | undefined {
  return (message as Record<string, unknown>)[message.msgtype ?? ""] as
    { text?: string; content?: string } | undefined;
}

/** An answer of JSON. */
export function json(value: unknown, status = 200): Answer {
  return { status, text: JSON.stringify(value), type: "application/json" };
}

/** A body that should be JSON. */
export function parse(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined;
  }
}
