import * as v from "valibot";

import { about, type Fields, type Values } from "../shared/fields";
import type { Severity } from "../shared/severities";
import { dingtalk } from "./dingtalk";
import { email } from "./email";
import { feishu } from "./feishu";
import { firstHint } from "./hints";
import type { Kind } from "./kind";
import { slack } from "./slack";
import { telegram } from "./telegram";
import { webhook } from "./webhook";
import { wecom } from "./wecom";
import { wecomApp } from "./wecom-app";

/** Every kind of receiver there is. All else that has to know them walks this list. */
export const kinds = [email, wecom, wecomApp, dingtalk, feishu, slack, telegram, webhook] as const;

interface Common {
  /** Where it stands in the configuration, such as `wecomUrl` or `receivers[0]`. */
  key: string;
  severities: Severity[];
  /** Path at our relay, which does what Grafana cannot; undefined: Grafana sends by itself. */
  relay?: string;
}

type Of<K> = K extends { type: infer T; fields: infer F extends Fields }
  ? Common & { type: T; fields: Values<F> }
  : never;

/** One who gets alerts. */
export type Receiver = Of<(typeof kinds)[number]>;
export type ReceiverType = Receiver["type"];

/** What is known of a receiver's kind. */
export function kindOf({ type }: Pick<Receiver, "type">): Kind {
  return kinds.find((kind) => kind.type === type) as Kind;
}

/** The fields of all kinds, none required: what an entry may hold whose type is not known. */
export const fieldsOfAny: Fields = Object.fromEntries(
  kinds.flatMap(({ fields }) => Object.entries(fields).map(([name, field]) => [name, v.optional(field)])),
);

/**
 * Names of the fields of a receiver that must be stored encrypted, with all that is in them. Of an unknown type, or one not
 * set yet: those of any.
 */
export function secretFields(type: string): string[] {
  const fields: Fields = kinds.find((kind) => kind.type === type)?.fields ?? fieldsOfAny;
  return Object.entries(fields).flatMap(([name, field]) => (about(field).secret ? [name] : []));
}

/**
 * What to do about an answer; undefined where nobody knows.
 *
 * @param said what the service or Grafana said
 * @param stack name of the stack that has the receiver
 */
export function hintFor(
  receiver: Pick<Receiver, "type" | "key">,
  said: string,
  stack: string,
): string | undefined {
  return firstHint(kindOf(receiver), receiver.key, said, stack);
}
