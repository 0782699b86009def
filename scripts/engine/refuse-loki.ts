import type { StackConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";
import { here } from "../command/stack-name";
import { readConfig, reveal } from "../offline/program";
import type { Pulumi } from "../pulumi/pulumi";
import { type LokiVerdict, lokiVerdict } from "./external-loki";

/** What the Loki outside a stack says of itself; undefined where the stack has its own. */
export async function externalLoki(
  config: StackConfig,
  pulumi: Pick<Pulumi, "config">,
): Promise<LokiVerdict | undefined> {
  const { external } = config.collector;
  if (!external) return undefined;
  const { url, tenant, username } = external;
  let password = "";
  if (external.password) {
    try {
      const clear = await readConfig(config.stack, pulumi.config());
      password = await reveal(clear.collector.external?.password);
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      return {
        state: "unknown",
        found: `Loki at ${url} is not asked, since lokiPassword cannot be read now`,
      };
    }
  }
  return lokiVerdict({ url, tenant, username, password });
}

/**
 * Before a stack is shown or made: refuses a Loki that would lose what is pushed to it. One that cannot be asked is said.
 *
 * @throws Failure with the reason and the ways out
 */
export async function refuseUnfitLoki(config: StackConfig, pulumi: Pick<Pulumi, "config">): Promise<void> {
  const verdict = await externalLoki(config, pulumi);
  if (verdict?.state === "unfit")
    throw new Failure(here(`lokiUrl: ${verdict.found}. ${verdict.way}.`, config.stack));
  if (verdict?.state === "unknown")
    console.log(`lokiUrl: ${verdict.found}. Whether it can keep the lines is not known.`);
}
