import * as pulumi from "@pulumi/pulumi";
import type * as grafana from "@pulumiverse/grafana";
import * as v from "valibot";

import type { Check } from "../shared/checks";
import { type Fields, text, type Values } from "../shared/fields";
import type { Hint } from "./hints";
import type { Message } from "./message";
import type { Question } from "./question";
import type { Service } from "./service";

type Lists = Omit<grafana.alerting.ContactPointArgs, "name" | "orgId" | "disableProvenance">;
/** Grafana's lists of integrations. */
export type Member = keyof Lists;
type Integration<M extends Member> =
  NonNullable<Lists[M]> extends pulumi.Input<pulumi.Input<infer T>[]> ? Exclude<T, Promise<unknown>> : never;

/** A text that must be stored encrypted, and stays secret. */
export function secret(check: Check) {
  return v.pipe(
    text(check),
    v.transform((value) => pulumi.secret(value)),
    v.metadata({ secret: true }),
  );
}

/** Which fields of an entry are set, whatever is in them. */
export type Set<F extends Fields> = { readonly [K in keyof F]?: unknown };

type Revealed<T> = T extends pulumi.Output<infer U> ? U : T;
/** The same with secrets in clear. */
export type Plain<T> = { [K in keyof T]: Revealed<T[K]> };

/** Fields that are right by themselves and wrong together. */
export interface Contradiction {
  /** The field that is told; none: the entry as a whole. */
  field?: string;
  found: string;
  /** `found` is a clause by itself. */
  joint?: ": ";
  allowed: string;
}

/** All that is known of one kind of receiver. Pure: what is asked and sent is said here, and done elsewhere. */
export interface Kind<T extends string = string, F extends Fields = Fields, M extends Member = Member> {
  /** As the configuration calls it. */
  type: T;
  /** As people call it, in English. */
  name: string;
  /** Its fields as the READMEs explain them, in Markdown, secret ones in bold. */
  about: { en: string; zh: string };
  /** What is set of it; beside these every receiver has `type` and `severities`. Of one name, alike in every kind. */
  fields: F;
  contradictions?(set: Set<F>): Contradiction[];
  /** What of it needs Grafana 12; undefined: nothing. */
  needsGrafana12?(set: Set<F>): string | undefined;

  /** It answers HTTP 200 whatever happens, so that what Grafana could send proves nothing: through our relay, if it may. */
  silent?: true;
  /** Why Grafana cannot send by itself, but our relay can; undefined: it can. */
  needsRelay?(set: Set<F>): string | undefined;

  /** For our relay, of a kind that may go through it. */
  service?: Service;

  /** Grafana's list that it stands in. */
  member: M;
  /** @param relay address at our relay; undefined: Grafana sends by itself */
  integration(fields: Values<F>, relay: pulumi.Output<string> | undefined): Integration<M>;
  /** Members of the integration that no two different receivers have in common. */
  identity: readonly string[];
  message: Message;

  /** What the service itself can be asked, with `text` where that is a message; undefined: nothing. */
  ask?(fields: Plain<Values<F>>, text: string): Question | undefined;
  /** What helps against an answer; the first that fits. */
  hints: Hint[];
  /** What helps where nothing else is known. */
  lastHint?: string;
}

/** Infers what a kind is made of. */
export function kind<const T extends string, F extends Fields, const M extends Member>(
  known: Kind<T, F, M> & { identity: readonly (keyof Integration<M>)[] },
): Kind<T, F, M> {
  return known;
}

/** One of the templates of assets/grafana. */
export const template = (name: string) => `{{ template "deepchat.${name}" . }}`;
export const title = template("title");
