import * as pulumi from "@pulumi/pulumi";
import leven from "leven";

import { withoutPassword } from "../shared/addresses";

/** `key is 5`, `one and other are empty`, `key: one is set without other`. */
export type Joint = " are " | ": ";

/** One mistake in the configuration. */
export interface Mistake {
  /** The key, with the place inside a list: `receivers[0].url`. */
  key: string;
  /** What was found there, never a secret. */
  found: string;
  /** What may be there. */
  allowed: string;
  /**
   * `unknown`: nothing reads that key; `clear`: a secret that is not encrypted; `conflict`: right by itself, wrong beside
   * other keys; undefined: wrong by itself.
   */
  kind?: "unknown" | "clear" | "conflict";
  /** What stands between key and `found`; undefined: " is ". */
  joint?: Joint;
  /** The word that was meant, perhaps. */
  near?: string;
}

/** Characters of Chinese input methods that look like those a computer reads. */
const wide: Record<string, string> = {
  "　": " ",
  "“": '"',
  "”": '"',
  "‘": "'",
  "’": "'",
  "、": ",",
  "。": ".",
};

/** A mistake as a sentence. */
export function sentence(mistake: Mistake): string {
  const { key, allowed, near } = mistake;
  const found = withoutPassword(mistake.found);
  const end = `allowed: ${allowed}.${near ? ` Did you mean ${near}?` : ""}`;
  const what = `${key}${mistake.joint ?? " is "}${found}`;
  const [character] = /[\uFF01-\uFF5E\u3000“”‘’、。]/.exec(found) ?? [];
  if (character === undefined) return `${what}; ${end}`;
  const plain = wide[character] ?? String.fromCharCode(character.charCodeAt(0) - 0xfee0);
  return `${what}, with a full-width ${character} (type ${plain}); ${end}`;
}

/** The one of some words that was meant by another, perhaps. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const distance = (other: string) => leven(word.toLowerCase(), other.toLowerCase());
  const [best] = [...known].sort((a, b) => distance(a) - distance(b));
  return best !== undefined && distance(best) <= Math.max(2, word.length / 4) && distance(best) < word.length
    ? best
    : undefined;
}

/** All mistakes of a configuration, as one error for people. */
export class ConfigError extends pulumi.RunError {
  constructor(
    readonly mistakes: readonly Mistake[],
    stack: string,
  ) {
    const lines = mistakes.map((mistake) => `  - ${sentence(mistake)}`).join("\n");
    super(
      `The configuration of this stack has ${mistakes.length} mistake(s):\n${lines}\n` +
        `Change a value with: npm run pulumi -- config set --stack ${stack} <key> <value>   (docs/configuration.md)`,
    );
  }
}
