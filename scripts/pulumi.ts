// First: it looks at the version of Node.js.
import { Failure, run } from "./command/fail";
import { chosenStack } from "./command/stack-name";
import { refuseSwallowed } from "./command/swallowed";
import { beforePreview } from "./engine/before-preview";
import { imagesByDigest } from "./engine/by-digest";
import { Docker } from "./engine/docker";
import { withGpu } from "./engine/gpu";
import { Guard } from "./engine/guard";
import { refuseUnfitLoki } from "./engine/refuse-loki";
import { readConfig } from "./offline/program";
import { misfit } from "./pulumi/passphrase";
import { Pulumi } from "./pulumi/pulumi";
import { judge } from "./settings/check";
import { configCommand, words } from "./settings/command";
import { ownName, refuseConfigFlags } from "./settings/flags";

const about = `Usage: npm run pulumi -- <any command and flags of the Pulumi CLI>

Calls the Pulumi CLI on this project's stack (--stack NAME; without it PULUMI_STACK, else dev), with its backend and
passphrase. \`config set\`, \`set-all\` and \`rm\` are checked first: a key nothing reads, a wrong value, or a secret without
--secret is refused before anything is written. Other ways to store one (-c, --config-file) are refused, too.

Example: npm run pulumi -- config set --stack lab grafanaPort 3001

What the Pulumi CLI says of itself:
`;

/** Commands of the CLI that act on no stack, or name theirs themselves. */
const stackless =
  /^(?:|(?:version|about|plugin|login|logout|whoami|org|new|policy|package|schema|gen-completion|convert|install|template|env|help)(?: .*)?|stack (?:init|ls|select|unselect)(?: .*)?|stack rm .+)$/;

/** Passes any command to the Pulumi CLI with this project's backend and passphrase; `config set` is looked at first. */
run(async () => {
  const args = process.argv.slice(2);
  refuseSwallowed("pulumi", ["stack"]);
  const [command = "", ...rest] = words(args);
  const asksHelp = args.some((arg) => arg === "--help" || arg === "-h") || command === "help";
  if (command === "" || command === "help") console.log(about);

  const stack = chosenStack(args);
  if (!asksHelp) refuseConfigFlags(args);
  const config = asksHelp ? undefined : configCommand(args);
  let input: Buffer | undefined;
  if (config) {
    const [change] = config.changes;
    if (config.verb === "set" && change && change.value === undefined && !process.stdin.isTTY) {
      input = await standardInput();
      change.value = input.toString().replace(/\r?\n$/, "");
    }
    const { refused, notes } = await judge(config, stack);
    for (const note of notes) console.error(note);
    if (refused.length > 0)
      throw new Failure(`Refused, and nothing was written:\n  - ${refused.join("\n  - ")}`);
  }

  // A login that cannot be used is mended by another one.
  const backend = !asksHelp && !/^(?:|help|version|login|logout)$/.test(command);
  const pulumi = new Pulumi(stack, false, backend);
  const refused = asksHelp ? undefined : await beforeProgram(command, stack, pulumi);
  let status: number;
  try {
    // `config set` must not end up in whichever stack was selected last; that of a stack with a file may be its first act.
    if (!asksHelp && !stackless.test([command, ...rest].join(" ")))
      // Nor has the stack that is moved here been made here.
      pulumi.select({ create: config?.verb === "set" || (command === "stack" && rest[0] === "import") });
    status = pulumi.passThrough(args, words(args), input);
  } finally {
    // However it went: it may be why.
    if (refused) console.error(`\n${refused}`);
  }
  // The CLI says "incorrect passphrase" of three different things.
  const wrong = status === 0 || asksHelp ? undefined : misfit(stack, pulumi.environment);
  if (wrong) console.error(`\n${wrong}`);
  process.exitCode = status;
});

/**
 * What this project's own commands look at before they run the program, for the CLI's.
 *
 * @returns what to tell after it
 * @throws Failure when the engine cannot be used, or what is there is another's
 */
async function beforeProgram(command: string, stack: string, pulumi: Pulumi): Promise<string | undefined> {
  const own = ownName(command);
  if (!own) return undefined;
  const first = await readConfig(stack);
  const found = await withGpu(first, new Docker(first));
  const { config, docker } = await imagesByDigest(found);
  if (own === "preview" || own === "up") await refuseUnfitLoki(config, pulumi);
  if (own === "preview") return beforePreview(config, docker, pulumi);
  await docker.check();
  await new Guard(config, docker, pulumi).check(own);
  return undefined;
}

async function standardInput(): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
