import * as path from "node:path";

import { type Document, isMap, isPair, isScalar, LineCounter, parseDocument, type Scalar, visit } from "yaml";

import { Failure } from "../command/fail";
import { declaredKeys } from "./declaration";

const form = "`  deepchat-observability:key: value`, two blanks in front and one after the colon";

/**
 * Looks whether a stack's file can be read as such. In the file of this host (`.local.yaml`) a key without a value takes
 * that of the other file away.
 *
 * @throws Failure file, line, what to type instead
 */
export function checkStackFile(text: string, file: string): void {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineOf = (node: unknown) =>
    lines.linePos((node as { range?: [number] | null } | null)?.range?.[0] ?? 0).line;
  const mistake = mistakeIn(document, lineOf, file.endsWith(".local.yaml"));
  if (!mistake) return;
  // What was typed tells more than what YAML made of it.
  const twice = document.errors[0]?.code === "DUPLICATE_KEY";
  const { line, what } = (twice ? undefined : typed(text, mistake.line)) ?? mistake;
  throw new Failure(`${path.basename(file)}, line ${line}: ${what}`);
}

interface Place {
  line: number;
  what: string;
}

function mistakeIn(
  document: Document.Parsed,
  lineOf: (node: unknown) => number,
  nullsAllowed: boolean,
): Place | undefined {
  const [error] = document.errors;
  if (error) {
    const what = error.message.split(/ at line |\n/)[0];
    return {
      line: error.linePos?.[0].line ?? 1,
      what: `this is not valid YAML (${what}). A key is typed as ${form}.`,
    };
  }
  const { contents } = document;
  if (contents === null) return undefined;
  if (!isMap(contents))
    return {
      line: lineOf(contents),
      what: `this is not a key. First comes \`config:\`, then keys as ${form}.`,
    };
  const strange = keyNodes(document).find((key) => /[\u3000\uff01-\uff5e]/.test(String(key)));
  if (strange) return { line: lineOf(strange), what: `${String(strange)} has a full-width character in it.` };
  const outside = contents.items.find(({ key }) => /:|^config$/i.test(ours(key)));
  if (outside)
    return {
      line: lineOf(outside.key),
      what: `${String(outside.key)} stands at the top, where nothing reads it. Put it below \`config:\` as ${form}.`,
    };
  const config = document.get("config", true);
  if (config === undefined || (config as { value?: unknown }).value === null) return undefined;
  if (!isMap(config))
    return { line: lineOf(config), what: `below \`config:\` this is not a key. Type ${form}.` };
  if (nullsAllowed) return undefined;
  const empty = config.items.find(({ value }) => (value as { value?: unknown } | null)?.value === null);
  return (
    empty && {
      line: lineOf(empty.key),
      what: `${String(empty.key)} has no value. Type one after the colon ("" for an empty one), or take the line out.`,
    }
  );
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

/** What an input method or an editor types where YAML wants something else, in a file that cannot be read. */
function typed(text: string, fault: number): Place | undefined {
  for (const [i, whole] of text.split(/\r?\n/).entries()) {
    const content = whole.replace(/(^|\s)#.*$/, "$1");
    // A tab behind something is harmless in most places.
    const tab = i + 1 === fault && /\S.*\t/.test(content) ? "a tab. Type blanks instead." : undefined;
    const found = strangeIn(content) ?? tab;
    if (found) return { line: i + 1, what: found };
  }
  return undefined;
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
