import type { Container } from "../engine/docker";
import { isOptional, isWell } from "../engine/well";

/** Containers that are not well, of those that have to be. */
export function notWell(containers: Container[]): Container[] {
  return containers.filter((one) => !isWell(one) && !isOptional(one.role));
}
