import { spawn } from "node:child_process";

import { commandLine } from "../command/command-line";
import { Failure } from "../command/fail";
import { interruption } from "../command/interruption";
import { root } from "../settings/declaration";

/**
 * Runs another command of this project, as a person would; what is secret goes in by its input, where no process list shows
 * it.
 *
 * @throws Failure when it ends otherwise than well; it has said why
 */
export async function ownCommand(name: string, args: string[], input?: string): Promise<void> {
  const child = spawn(process.execPath, [...commandLine(name), ...args], {
    cwd: root,
    stdio: [input === undefined ? "inherit" : "pipe", "inherit", "inherit"],
  });
  child.stdin?.on("error", () => undefined).end(input);
  const code = await interruption.during(
    new Promise<number | null>((resolve) => child.once("close", resolve)),
  );
  if (code !== 0)
    throw new Failure(`\`npm run ${name}\` did not succeed; the lines above say why.`, code ?? 1);
}
