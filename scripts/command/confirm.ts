import * as readline from "node:readline/promises";

import { Failure } from "./fail";

/**
 * Has a person type the stack's name before something that cannot be undone. `yes` stands for that where nobody can type.
 *
 * @throws Failure when the answer is another one, or nobody can be asked.
 */
export async function confirm(what: string, stack: string, yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new Failure(
      `${what}, for ever, and there is no terminal to ask on: add --yes if that is meant. Nothing was removed.`,
    );
  const answer = await ask(`${what}, for ever. Type the stack's name (${stack}) to go on: `);
  if (answer.trim() !== stack)
    throw new Failure(`The answer was not the stack's name, ${stack}. Nothing was removed.`);
}

/**
 * Asks whether to go on, which `yes` stands for.
 *
 * @throws Failure when the answer is no, or nobody can be asked.
 */
export async function agree(yes: boolean | undefined): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY)
    throw new Failure("There is no terminal to ask on: add --yes to go on. Nothing was changed.");
  if (!/^y(es)?$/i.test((await ask("Go on? [y/N] ")).trim())) throw new Failure("Nothing was changed.");
}

/** The answer of a person; empty without one. */
async function ask(question: string): Promise<string> {
  const terminal = readline.createInterface({ input: process.stdin, output: process.stdout });
  // Ctrl-C and Ctrl-D close it without an answer.
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const answer = await Promise.race([terminal.question(question), closed]);
  terminal.close();
  return answer;
}
