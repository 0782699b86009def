import type { StackConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import { astray } from "../engine/podman";

/** Whether each of a stack's containers runs, and they find each other. */
export async function ownContainers(config: StackConfig, docker: Docker): Promise<Check[]> {
  const found = await docker.containers();
  const checks = partsOf(config).map(({ role }): Check => {
    const container = found.find((candidate) => candidate.role === role);
    const state = container?.running ? "ok" : "failed";
    return {
      what: `container ${role}`,
      state,
      found: container ? container.status : "missing",
      hint: "npm run up starts it again",
    };
  });
  const problem = await astray(docker, config);
  const hint = "docs/hosts.md says what Podman needs";
  return problem
    ? [...checks, { what: "containers together", state: "failed", found: problem, hint }]
    : checks;
}
