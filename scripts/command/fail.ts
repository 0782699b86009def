import { settleContext } from "./docker-context";
import { nodeProblem } from "./node-version";
import { here } from "./stack-name";

// Every command imports this before anything that an old Node.js would stumble over with a stack trace.
const problem = nodeProblem();
if (problem) {
  console.error(problem);
  process.exit(1);
}

/** A mistake or an outage a person can act on; printed as one sentence, without a stack. */
export class Failure extends Error {
  constructor(
    message: string,
    /** Process exit code. */
    readonly code = 1,
  ) {
    super(message);
  }
}

/** Lets signals be dealt with that came while this process waited for another, which they ended as well. */
export async function signals(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/**
 * Runs a command's main function, on the engine that the user's shell names; a Failure ends it with its sentence, anything
 * else with its stack. The commands a sentence names act on the same stack.
 */
export function run(main: () => Promise<void>): void {
  settleContext();
  main().catch(async (error: unknown) => {
    await signals();
    // Config mistakes are Pulumi's RunError: text for people, too.
    const forPeople =
      error instanceof Failure || (error as { __pulumiRunError?: boolean }).__pulumiRunError === true;
    console.error(
      `\n${forPeople ? here((error as Error).message) : String((error as Error).stack ?? error)}`,
    );
    process.exitCode = error instanceof Failure ? error.code : 1;
  });
}
