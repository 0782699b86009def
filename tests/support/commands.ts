import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { commandLine } from "../../scripts/command/command-line";
import { root } from "../../scripts/offline/project";
import { copyProgram } from "../e2e/stand/program";

export const folder = fs.mkdtempSync(path.join(os.tmpdir(), "commands-"));

/** Makes a checkout of its own, with the stack dev: for what leaves something beside a stack's state, or removes it there. */
export function ownCheckout(at = path.join(folder, "checkout")): string {
  fs.mkdirSync(at);
  copyProgram(at);
  fs.copyFileSync(path.join(root, "Pulumi.dev.yaml"), path.join(at, "Pulumi.dev.yaml"));
  return at;
}

/** What Node.js is to run for a command of the checkout in that folder. */
export function lineAt(at: string, name: string): string[] {
  return commandLine(name).map((word) => (path.isAbsolute(word) ? word.replace(root, at) : word));
}

/**
 * Runs a command as npm would, with nothing on PATH but Node and what the test puts there.
 *
 * @param at folder of the checkout. @default this one
 */
export function command(
  name: string,
  args: string[] = [],
  environment: NodeJS.ProcessEnv = {},
  tools: Record<string, string> = {},
  at = root,
) {
  const bin = fs.mkdtempSync(path.join(folder, "bin-"));
  for (const [tool, script] of Object.entries(tools))
    fs.writeFileSync(path.join(bin, tool), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  const line = lineAt(at, name);
  const { status, stdout, stderr } = spawnSync(process.execPath, [...line, ...args], {
    cwd: at,
    encoding: "utf8",
    env: {
      PATH: `${bin}:/usr/bin:/bin`.replace(/\/usr\/bin:\/bin/, tools.docker ? "/bin" : ""),
      HOME: folder,
      PULUMI_HOME: path.join(folder, "pulumi"),
      ...environment,
    },
  });
  return { status, output: stdout + stderr };
}

export const dockerThatAnswers = 'case "$1" in version) echo 24.0.0;; image) exit 0;; esac';
