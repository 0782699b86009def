import { randomInt } from "node:crypto";
import * as net from "node:net";

/**
 * Ports of this machine that nobody listens on, below those the kernel gives to outgoing connections: one of these may be
 * taken at any moment, between a container's end and its next start.
 */
export async function freePorts(count: number): Promise<number[]> {
  const free = new Set<number>();
  while (free.size < count) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) free.add(port);
  }
  return [...free];
}

function isFree(port: number): Promise<boolean> {
  const server = net.createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
