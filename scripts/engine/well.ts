import type { StackConfig } from "../../components/config/stack";
import { allParts, partsOf } from "../../components/containers/parts";
import { Failure } from "../command/fail";
import type { Container, Docker } from "./docker";
import { nameless } from "./podman";

/** Running, on its network, and healthy: every container of ours has a health check. One that is not needed only has to be there. */
export function isWell({ role, running, status }: Pick<Container, "role" | "running" | "status">): boolean {
  return running && (isOptional(role) || !/unhealthy|health: starting/.test(status));
}

/** Whether `up` goes on without it: a filter before a further engine, which may be switched off. */
export function isOptional(role: Container["role"]): boolean {
  return allParts.find((part) => part.role === role)?.optional ?? false;
}

/** Its first checks of health are still to come. */
function isStarting(container: Container): boolean {
  return container.state === "running" && /health: starting/.test(container.status) && !isWell(container);
}

/** This stack's containers, once none of them is just starting, or after so many seconds. */
export async function settled(docker: Pick<Docker, "containers">, seconds: number): Promise<Container[]> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const containers = await docker.containers();
    if (!containers.some(isStarting) || Date.now() > end) return containers;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/**
 * After `up`: its containers are there, run, are healthy, and find each other.
 *
 * @throws Failure naming those that do not get well, or saying why they do not find each other
 */
export async function refuseUnwell(
  docker: Pick<Docker, "containers" | "exec">,
  config: StackConfig,
): Promise<void> {
  const containers = await settled(docker, 60);
  const unwell = partsOf(config)
    .filter(({ role }) => !isOptional(role))
    .map(({ role }) => ({ role, found: containers.find((one) => one.role === role) }))
    .filter(({ found }) => !found || !isWell(found));
  if (unwell.length === 0) {
    const problem = await nameless(docker, config);
    if (problem) throw new Failure(problem);
    return;
  }
  const names = unwell.map(({ role, found }) =>
    found ? `${found.name} (${found.status || found.state})` : `${role} (not there)`,
  );
  const log = unwell.find(({ found }) => found)?.found?.name;
  throw new Failure(
    `Everything was made, and this is not well: ${names.join(", ")}. ${log ? `Its log says why: docker logs ${log}. ` : ""}Then: npm run up`,
  );
}
