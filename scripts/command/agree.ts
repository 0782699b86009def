import * as readline from "node:readline/promises";

import { Failure } from "./fail";

/**
 * Asks before something that takes its time and can be undone. `yes` stands for the answer where nobody can type.
 *
 * @param otherwise what is told when the answer is no
 * @throws Failure when it is, or nobody can be asked
 */
export async function agree(question: string, yes: boolean | undefined, otherwise: string): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new Failure(`There is no terminal to ask on: add --yes if that is meant. ${otherwise}`);
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(`${question} (yes or no) `), closed]);
  terminal.close();
  if (!/^y(es)?$/i.test(answer.trim())) throw new Failure(`The answer was not yes. ${otherwise}`);
}
