import { spawn } from "node:child_process";

/** What a command printed and how it ended. */
export interface Ended {
  code: number;
  output: string;
  seconds: number;
  /** The same output in pieces as they came, and after how many seconds. */
  pieces: { at: number; text: string }[];
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
  const pieces: Ended["pieces"] = [];
  const since = () => (Date.now() - started) / 1000;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => pieces.push({ at: since(), text }));
  const code = await new Promise<number>((resolve) => child.once("close", (status) => resolve(status ?? 1)));
  return { code, output: pieces.map(({ text }) => text).join(""), seconds: since(), pieces };
}
