import { spawnSync } from "node:child_process";

import { alive } from "../../components/containers/alive";

/**
 * What a container's check of health says of a program that runs here.
 *
 * @param interval seconds between two beats, as the check is told
 * @param shell what runs it: the images have one or the other
 */
export function checked(
  program: string,
  interval: number,
  env: Record<string, string>,
  shell: string[] = ["sh"],
): { status: number | null; stdout: string } {
  const { health, environment } = alive(program, interval);
  const [name = "", ...rest] = [...shell, ...health.slice(1)];
  return spawnSync(name, rest, { env: { ...env, ...environment }, encoding: "utf8" });
}
