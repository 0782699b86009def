import type { StackConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import type { Pulumi } from "../pulumi/pulumi";
import type { Docker } from "./docker";
import { Guard } from "./guard";
import { socketProblem } from "./socket-problem";

/** Seconds a preview waits for an engine to answer. */
const patience = 4;

/**
 * Before a preview, which needs no engine: says when there is none, and has it go on without. One behind ssh is not asked:
 * the Docker provider does not either.
 *
 * @returns what to tell after it: why `up` would be refused
 * @throws Failure when the engine's address is none
 */
export async function beforePreview(
  config: StackConfig,
  docker: Docker,
  pulumi: Pulumi,
): Promise<string | undefined> {
  docker.refuseMalformed();
  if (docker.behindSsh) return undefined;
  const problem = await docker.problem(patience);
  if (problem) {
    console.log(
      here(
        `${problem} The preview goes on without it, from what the state knows; the provider's host may be shown as changed for that.`,
        config.stack,
      ),
    );
    pulumi.withoutEngine(Boolean(config.dockerHost));
    return undefined;
  }
  try {
    await new Guard(config, docker, pulumi).check("preview");
    const [problem] = await socketProblem(docker, config);
    if (problem) throw new Failure(problem);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return here(`As it is now, \`npm run up\` would be refused. ${error.message}`, config.stack);
  }
}
