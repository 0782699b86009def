import * as fs from "node:fs";

import { parseDocument } from "yaml";

import { Failure } from "../command/fail";
import { project } from "./declaration";
import { checkStackFile } from "./stack-file-check";

/** What a stack's file holds: `config`, and what the CLI needs to decrypt it. */
export type Content = Record<string, unknown> & { config?: Record<string, unknown> };

/** @throws Failure with the mistakes of all of them */
export function readAll(files: string[]): Content[] {
  const mistakes: string[] = [];
  const contents = files.map((file) => {
    try {
      return read(file);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      mistakes.push(error.message);
      return {};
    }
  });
  if (mistakes.length > 0) throw new Failure(mistakes.join("\n"));
  return contents;
}

/** What a file holds; of one that is not there: nothing. */
export function read(file: string): Content {
  return fs.existsSync(file) ? parsed(fs.readFileSync(file, "utf8"), file) : {};
}

/** What a file's text holds. */
export function parsed(text: string, file: string): Content {
  checkStackFile(text, file);
  const document = parseDocument(text);
  const content = (document.toJS() as Content | null) ?? {};
  if (!content.config) return content;
  // A key may leave out the project's name; the CLI writes it.
  const { name } = project();
  const named = Object.entries(content.config).map(([key, value]) => [
    key.includes(":") ? key : `${name}:${key}`,
    value,
  ]);
  return { ...content, config: Object.fromEntries(named) as Record<string, unknown> };
}
