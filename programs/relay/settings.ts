import { readFileSync } from "node:fs";

import type { Limit, Service } from "./service";

interface RouteOf<Type extends string> {
  /** The receiver's key in the configuration, which stands in our lines. */
  key: string;
  type: Type;
  /** What it takes, and what its refusals mean. */
  service: Service;
}

/** A bot with an address of its own. */
export interface BotRoute extends RouteOf<"wecom" | "dingtalk" | "feishu" | "slack"> {
  url: string;
  /** DingTalk's and Feishu's; unset: messages are not signed. */
  signSecret?: string;
}

/** An app of WeCom's, which logs in. */
export interface WecomAppRoute extends RouteOf<"wecomApp"> {
  corpId: string;
  secret: string;
  agentId: string;
  /** @default "@all" */
  toUser?: string;
  /** @default WeCom's own */
  apiUrl?: string;
}

export type Route = BotRoute | WecomAppRoute;

/** Times in milliseconds, by a clock that nobody sets. */
export interface Pace {
  /** A request of Grafana's is answered within. */
  patience: number;
  /** A message is held so long after Grafana sent it last. */
  hold: number;
  /** First pause, doubled each time, and longest one, where a service asks for less ... */
  often: readonly [first: number, longest: number];
  /** ... or is out of order. */
  later: readonly [first: number, longest: number];
}

export interface Settings {
  /** Receivers by their path; components/containers/relay.ts fills them. */
  routes: Record<string, Route>;
  /** Words before the number of alerts that a message has no room for. */
  more: string;
  /** Other times and limits than the usual ones, for tests. */
  pace?: Partial<Pace> & { limit?: Partial<Limit> };
}

export function readSettings(file: string): Settings {
  return JSON.parse(readFileSync(file, "utf8")) as Settings;
}
