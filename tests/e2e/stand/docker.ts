import { execFileSync } from "node:child_process";

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
