import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";

/** Whether each of a stack's containers runs. */
export async function ownContainers(config: StackConfig, docker: Docker): Promise<Check[]> {
  const found = await docker.containers();
  return partsOf(config).map(({ role }) => {
    const container = found.find((candidate) => candidate.role === role);
    const state = container?.running ? "ok" : "failed";
    return {
      what: `container ${role}`,
      state,
      found: container ? container.status : "missing",
      hint: "npm run up starts it again",
    };
  });
}
