import { spawn } from "node:child_process";

/** What a command printed and how it ended. */
export interface Ended {
  code: number;
  output: string;
  seconds: number;
}

/** A word of the command line, or variables that are set for it. */
export type Argument = string | NodeJS.ProcessEnv;

/** Where a command of the program runs, and of which stack. */
export interface CommandPlace {
  stack: string;
  folder: string;
  environment: NodeJS.ProcessEnv;
}

/** Runs `npm run <name> -- … --stack <stack>` and waits for its end. */
export async function runCommand(name: string, rest: Argument[], place: CommandPlace): Promise<Ended> {
  const started = Date.now();
  const args = rest.filter((value) => typeof value === "string");
  const variables = rest.filter((value) => typeof value !== "string");
  const child = spawn("npm", ["run", "--silent", name, "--", ...args, "--stack", place.stack], {
    cwd: place.folder,
    env: Object.assign({}, place.environment, ...variables) as NodeJS.ProcessEnv,
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (chunk: string) => (output += chunk));
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  return { code, output, seconds: (Date.now() - started) / 1000 };
}
