import { proxyRoles, type Role } from "../../components/containers/parts";
import { type Container, isWell } from "../engine/docker";

/** Those without which `up` goes on: filters before further engines, which may be switched off. */
const optional: readonly Role[] = proxyRoles.slice(1);

/** Containers that are not well, of those that have to be. */
export function notWell(containers: Container[]): Container[] {
  return containers.filter((one) => !isWell(one) && !optional.includes(one.role));
}
