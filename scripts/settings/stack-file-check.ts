import * as path from "node:path";

import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument, type Scalar, visit } from "yaml";

import { Failure } from "../command/fail";
import { declaredKeys } from "./declaration";

const form = "`  deepchat-observability:key: value`, two blanks in front and one after the colon";

/**
 * Looks whether a stack's file can be read as such. In the file of this host (`.local.yaml`) a key without a value takes
 * that of the other file away.
 *
 * @throws Failure file, each line at fault, what to type instead
 */
export function checkStackFile(text: string, file: string): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (node: unknown) =>
    lines.linePos((node as { range?: [number] | null } | null)?.range?.[0] ?? 0).line;
  const mistakes = mistakesIn(document, text, lineOf, file.endsWith(".local.yaml"));
  const [first, ...others] = mistakes.sort((a, b) => a.line - b.line);
  if (!first) return;
  const told = ({ line, what }: Place) => `line ${line}: ${what}`;
  const name = path.basename(file);
  throw new Failure(
    others.length === 0
      ? `${name}, ${told(first)}`
      : `${name} has mistakes in ${mistakes.length} lines:\n${mistakes.map((place) => `  - ${told(place)}`).join("\n")}`,
  );
}

interface Place {
  line: number;
  what: string;
}

function mistakesIn(
  document: Document.Parsed,
  text: string,
  lineOf: (node: unknown) => number,
  nullsAllowed: boolean,
): Place[] {
  const { contents, errors } = document;
  const [error] = errors;
  if (error) {
    const places = errors.map((each) => ({
      line: each.linePos?.[0].line ?? 1,
      what: `this is not valid YAML (${each.message.split(/ at line |\n/)[0]}). A key is typed as ${form}.`,
    }));
    if (errors.every(({ code }) => code === "DUPLICATE_KEY")) return places;
    const [fault] = places;
    // What was typed tells more than what YAML made of it; of YAML's own words one error often brings others.
    return orTyped(text, fault ? [fault] : []);
  }
  if (contents === null) return [];
  if (!isMap(contents))
    return orTyped(text, [
      {
        line: lineOf(contents),
        what: `this is not a key. First comes \`config:\`, then keys as ${form}.`,
      },
    ]);
  const config = document.get("config", true);
  const empty = config === undefined || (config as { value?: unknown }).value === null;
  if (!empty && !isMap(config))
    return orTyped(text, [
      { line: lineOf(config), what: `below \`config:\` this is not a key. Type ${form}.` },
    ]);
  const strange = keyNodes(document)
    .filter((key) => /[\u3000\uff01-\uff5e]/.test(String(key)))
    .map((key) => ({ line: lineOf(key), what: `${String(key)} has a full-width character in it.` }));
  if (strange.length > 0) return orTyped(text, strange);
  const outside = contents.items
    .filter(({ key }) => /:|^config$/i.test(ours(key)))
    .map(({ key }) => ({
      line: lineOf(key),
      what: `${String(key)} stands at the top, where nothing reads it. Put it below \`config:\` as ${form}.`,
    }));
  const without = isMap(config) && !nullsAllowed ? config.items : [];
  const valueless = without
    .filter(({ value }) => (value as { value?: unknown } | null)?.value === null)
    .map(({ key }) => ({
      line: lineOf(key),
      what: `${String(key)} has no value. Type one after the colon ("" for an empty one), or take the line out.`,
    }));
  return [...outside, ...valueless];
}

/** A key at the top as it would be called below `config`; what Pulumi itself reads there is none of ours. */
function ours(key: unknown): string {
  const word = String(key);
  if (word === "config") return "";
  return declaredKeys().includes(word) ? `:${word}` : word;
}

function keyNodes(document: Document.Parsed): Scalar[] {
  const found: Scalar[] = [];
  visit(document, (_, node) => {
    if (isPair(node) && isScalar(node.key)) found.push(node.key);
  });
  return found;
}

/**
 * Every line of a file that cannot be read in which an input method or an editor typed something else than YAML wants; where
 * there is none, what is known otherwise.
 */
function orTyped(text: string, known: Place[]): Place[] {
  const found = text.split(/\r?\n/).flatMap((whole, i): Place[] => {
    const content = whole.replace(/(^|\s)#.*$/, "$1");
    // A tab behind something is harmless in most places.
    const faulty = known.some(({ line }) => line === i + 1) && /\S.*\t/.test(content);
    const what = strangeIn(content) ?? (faulty ? "a tab. Type blanks instead." : undefined);
    return what ? [{ line: i + 1, what }] : [];
  });
  return found.length > 0 ? found : known;
}

function strangeIn(content: string): string | undefined {
  const indent = /^[\s\u3000]*/.exec(content)?.[0] ?? "";
  if (indent === content) return undefined;
  if (indent.includes("\t")) return "a tab in front. Type blanks instead, two a level.";
  if (/[^ ]/.test(indent)) return "a full-width or no-break blank in front. Type ordinary blanks instead.";
  const rest = content.slice(indent.length);
  if (/^[－—]/.test(rest)) return `a full-width dash (${rest[0]}). Type - and a blank.`;
  if (/^(- +)?[\w.:-]*：/.test(rest)) return "a full-width colon (：). Type : and, before a value, a blank.";
  const value = /^(?:- +)?[\w.:-]+:\s+(.*)$/.exec(rest)?.[1] ?? "";
  const [mark] = /^[“”‘’＂＇［｛【]|[，、］｝】](?=.*[\]}]?$)/.exec(value) ?? [];
  if (mark) return `a full-width ${mark}. Type the ordinary character instead.`;
  return undefined;
}
