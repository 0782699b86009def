import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

import { until } from "./until";

/** Runs docker and returns what it printed. */
export function docker(...args: string[]): string {
  return execFileSync("docker", args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 << 20,
  }).trim();
}

/** Waits until a container is healthy. */
export async function healthy(container: string): Promise<void> {
  await until(
    `${container} is healthy`,
    () => docker("inspect", "--format", "{{.State.Health.Status}}", container) === "healthy",
  );
}

/** What tells a volume of this machine's engine from a later one of its name: what the engine says of its time changes with what is in it. */
export function volumeIdentity(name: string): string {
  const folder = path.dirname(docker("volume", "inspect", "-f", "{{.Mountpoint}}", name));
  const { ino, birthtimeMs } = fs.statSync(folder);
  return `${ino} ${birthtimeMs}`;
}
