import type { StackConfig } from "../../components/config/stack";
import { allParts, partsOf } from "../../components/containers/parts";
import { Failure } from "../command/fail";
import { atWork } from "./at-work";
import type { Container, Docker } from "./docker";
import { astray } from "./podman";

/** Seconds that one which gets on may take to start: a database is migrated, a long write-ahead log is read. */
const SLOW = 300;
/** Seconds after which one that was seen at work is taken for idle. */
const IDLE = 20;

/** Running, on its network, and healthy: every container of ours has a health check. One that is not needed only has to be there. */
export function isWell({ role, running, status }: Pick<Container, "role" | "running" | "status">): boolean {
  return running && (isOptional(role) || !/unhealthy|health: starting/.test(status));
}

/** Whether `up` goes on without it: a filter before a further engine, which may be switched off. */
export function isOptional(role: Container["role"]): boolean {
  return allParts.find((part) => part.role === role)?.optional ?? false;
}

/** It has not been healthy since its start: for ten minutes Docker calls it so, and unhealthy only what was well before. */
function isStarting(container: Container): boolean {
  return container.state === "running" && /health: starting/.test(container.status) && !isWell(container);
}

/**
 * This stack's containers, once none of them is just starting, or after so many seconds. One that takes longer and is at work
 * is waited for: made anew, it would begin again.
 *
 * @throws Failure when it takes minutes
 */
export async function settled(
  docker: Pick<Docker, "containers" | "cli">,
  seconds: number,
): Promise<Container[]> {
  const begun = Date.now();
  const over = (limit: number) => Date.now() > begun + limit * 1000;
  let busy: Container | undefined;
  let seen = 0;
  for (;;) {
    const containers = await docker.containers();
    const starting = containers.filter(isStarting);
    if (starting.length === 0) return containers;
    if (over(seconds)) {
      const [slow] = await working(docker, starting);
      const first = busy === undefined;
      if (slow) [busy, seen] = [slow, Date.now()];
      if (!busy || Date.now() > seen + IDLE * 1000) return containers;
      const { name } = busy;
      if (over(SLOW))
        throw new Failure(
          `${name} is still starting, and at work: it was left alone. docker logs ${name} shows with what. Once it is healthy: npm run up`,
        );
      if (first)
        console.log(
          `${name} takes its time to start, and is at work: waiting, for ${SLOW / 60} minutes at most. docker logs -f ${name} shows with what; Ctrl-C leaves it alone.`,
        );
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function working(docker: Pick<Docker, "cli">, containers: Container[]): Promise<Container[]> {
  const works = await Promise.all(containers.map((one) => atWork(docker, one)));
  return containers.filter((_, at) => works[at]);
}

/**
 * After `up`: its containers are there, run, are healthy, and find each other.
 *
 * @throws Failure naming those that do not get well, or saying why they do not find each other
 */
export async function refuseUnwell(
  docker: Pick<Docker, "containers" | "cli" | "exec" | "lines">,
  config: StackConfig,
): Promise<void> {
  const containers = await settled(docker, 60);
  const unwell = partsOf(config)
    .filter(({ role }) => !isOptional(role))
    .map(({ role }) => ({ role, found: containers.find((one) => one.role === role) }))
    .filter(({ found }) => !found || !isWell(found));
  if (unwell.length === 0) {
    const problem = await astray(docker, config);
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
