import * as v from "valibot";

import type { Check } from "./checks";

/** Fields of an object in a list of the configuration, by their names. */
export type Fields = v.ObjectEntries;

/** What such an object holds once it is read. */
export type Values<F extends Fields> = v.InferOutput<v.ObjectSchema<F, undefined>>;

/** What is known of a field beside its schema. */
interface About {
  /** What may be there, for one that is missing. */
  allowed?: string;
  /** It must be stored encrypted. */
  secret?: true;
}

/** A text that obeys a rule. A number is one, too: `config set --path` makes one of what looks like one. */
export function text(check: Check) {
  return v.pipe(
    v.union([v.string(), v.pipe(v.number(), v.transform(String))], "a text"),
    v.check(
      (value) => check(value) === undefined,
      ({ input }) => check(input) ?? "",
    ),
    v.metadata({ allowed: check("") ?? "a text" } satisfies About),
  );
}

/** Any text. */
export const anything: Check = () => undefined;

/** One unbroken word: what tokens and ids look like. Their makers promise no more than that. */
export const word: Check = (value) => (/^\S+$/.test(value) ? undefined : "a text without blanks");

/** Some of these words, in the order they have here. */
export function some<const T extends string>(words: readonly T[]) {
  const fits = (value: unknown) =>
    Array.isArray(value) && value.length > 0 && value.every((entry) => words.includes(entry as T));
  return v.pipe(
    v.custom<T[]>(fits, `a list of ${words.join(", ")}`),
    v.transform((named) => words.filter((name) => named.includes(name))),
  );
}

/** What is known of a field beside its schema. */
export function about(field: Fields[string]): About {
  return "wrapped" in field ? about(field.wrapped) : v.getMetadata(field);
}
