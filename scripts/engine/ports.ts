import { randomInt } from "node:crypto";
import * as net from "node:net";

import type { StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { physicalNames } from "../../components/shared/naming";
import type { Survey } from "./survey";

/** A port of ours that somebody else has. */
export interface TakenPort {
  role: Role;
  /** Key of the configuration that says which it is. */
  key: string;
  port: number;
  /** Who has it, as far as that can be known. */
  by: string;
}

/**
 * The ports a stack is about to publish that somebody else uses.
 *
 * @param here whether the engine is this machine's; of another machine only Docker itself can tell, and does at the start
 */
export async function takenPorts(config: StackConfig, seen: Survey, here: boolean): Promise<TakenPort[]> {
  const names = physicalNames(config.project, config.stack);
  const parts = partsOf(config);
  const own = parts.map(({ role }) => names.container(role));
  const taken = parts.map(async ({ role, portKey: key, port }) => {
    if (!key || port === undefined) return [];
    const holders = seen.ports.filter((one) => one.port === port).map(({ container }) => container);
    const other = holders.find((name) => !own.includes(name));
    // Our own container gives it up before another of ours takes it, or keeps it.
    if (!other && (holders.length > 0 || !here || (await isFree(port)))) return [];
    const by = other
      ? `the container ${other}`
      : `another program (\`ss -ltnp 'sport = :${port}'\` names it)`;
    return [{ role, key, port, by }];
  });
  return (await Promise.all(taken)).flat();
}

/**
 * Ports that nobody has, as far as that can be known, below those the kernel gives to outgoing connections.
 *
 * @param here whether the engine is this machine's
 */
export async function freePorts(count: number, seen: Survey, here: boolean): Promise<number[]> {
  const found = new Set<number>();
  while (found.size < count) {
    const port = randomInt(20_000, 32_000);
    const taken = seen.ports.some((one) => one.port === port);
    if (!taken && (!here || (await isFree(port)))) found.add(port);
  }
  return [...found];
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
