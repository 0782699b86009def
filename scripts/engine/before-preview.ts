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
 * Before a preview, which needs no engine: says when there is none, and has it go on without. One behind ssh is not asked,
 * which is said: the Docker provider does not either.
 *
 * @returns what to tell after it: why `up` would be refused
 * @throws Failure when the engine's address is none, or the stack lives in another state than the one in use
 */
export async function beforePreview(
  config: StackConfig,
  docker: Docker,
  pulumi: Pulumi,
): Promise<string | undefined> {
  docker.refuseMalformed();
  const guard = new Guard(config, docker, pulumi);
  // Of another state a preview would tell nothing true, and it would begin the stack there.
  await guard.refuseLeftBehind();
  if (docker.behindSsh) {
    console.log(await notAsked(docker, config.stack));
    return undefined;
  }
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
    await guard.check("preview");
    const [problem] = await socketProblem(docker, config);
    if (problem) throw new Failure(problem);
    return undefined;
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return here(`As it is now, \`npm run up\` would be refused. ${error.message}`, config.stack);
  }
}

/** What a preview through ssh does not look at, and why; that the machine is not there is known within seconds. */
async function notAsked({ at }: Docker, stack: string): Promise<string> {
  const unreachable = await at.unreachable();
  const all = [
    `The Docker engine at ${at.shown} is not asked by a preview: through ssh the Docker provider asks it nothing either, so the preview goes on from what the state knows.`,
    ...(unreachable ? [`It could not be: ${unreachable}`] : []),
    here(
      "Not checked, then, and checked by npm run up before it touches anything: whether that engine answers and is new enough; whose containers, networks and volumes of this stack's name are; ports, images, the socket and graphics cards.",
      stack,
    ),
  ];
  return all.join("\n");
}
