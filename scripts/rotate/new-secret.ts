import * as readline from "node:readline/promises";
import { Writable } from "node:stream";

import { Failure } from "../command/fail";

/**
 * The first line of standard input; on a terminal it is asked for, and not shown.
 *
 * @param what what is asked for, as a sentence begins with it
 * @throws Failure when there is none
 */
export async function newSecret(what: string): Promise<string> {
  const { stdin, stdout } = process;
  if (stdin.isTTY) stdout.write(`${what}: `);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = readline.createInterface({ input: stdin, output: silent, terminal: stdin.isTTY });
  const closed = new Promise<string>((resolve) => terminal.once("close", () => resolve("")));
  const text = await Promise.race([terminal.question(""), closed]);
  terminal.close();
  if (stdin.isTTY) stdout.write("\n");
  if (text.trim() === "")
    throw new Failure(
      `${what} is asked for on a terminal, or read from standard input, where no process list shows it; it was empty. Nothing was changed.`,
      64,
    );
  return text.trim();
}
