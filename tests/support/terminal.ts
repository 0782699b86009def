import { spawn, spawnSync } from "node:child_process";

import type { Missing } from "./engine";

/** How a command ended that ran on a terminal, and what that showed. */
export interface OnTerminal {
  code: number;
  /** All that was written, with what moves the cursor. */
  written: string;
  /** The lines that can be read at the end. */
  lines: string[];
}

/** Says whether there is a pseudo-terminal to be had. */
export function hasTerminal(): Missing {
  return spawnSync("script", ["--version"]).status === 0
    ? undefined
    : "there is no command script (util-linux)";
}

/** Runs a command on a terminal of 80 columns. */
export async function onTerminal(
  words: string[],
  { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv },
): Promise<OnTerminal> {
  const command = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qec", `stty rows 24 cols 80; exec ${command}`, "/dev/null"], {
    ...{ cwd, env: { ...env, TERM: "xterm", SHELL: "/bin/sh" } },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let written = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (written += text));
  // Its end would be typed as Ctrl-D: a person has not gone.
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  return { code, written, lines: readable(written) };
}

const escape = String.fromCharCode(27);
/** What moves the cursor to the beginning of the line or clears it: what follows takes the place of what was there. */
const again = new RegExp(`${escape}\\[\\d*[GKJ]|\\r`);
const colors = new RegExp(`${escape}\\[[\\d;]*m`, "g");

/** The lines that a terminal shows in the end of what was written on it, as far as one line at a time is painted over. */
function readable(written: string): string[] {
  const lines = written.replaceAll("\r\n", "\n").replace(colors, "").split("\n");
  return lines.map((line) => line.split(again).at(-1) ?? "").filter((line) => line.trim() !== "");
}
