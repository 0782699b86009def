import * as fs from "node:fs";
import * as os from "node:os";

/** Where an engine listens on its host unless it says otherwise. */
export const usualSocket = "/var/run/docker.sock";

/** Folder of the sockets of this user's programs. @param named what XDG_RUNTIME_DIR says */
export function runtimeFolder(named: string | undefined): string {
  return named || `/run/user/${process.getuid?.() ?? 0}`;
}

/** Where this machine's engines may listen: rootless Docker, then Podman. @param runtime folder of this user's sockets */
export function otherSockets(runtime: string): string[] {
  return [`${runtime}/docker.sock`, `${runtime}/podman/podman.sock`, "/run/podman/podman.sock"];
}

/**
 * Address of this machine's engine where none listens at the usual place: rootless Docker, then Podman.
 *
 * @param runtime folder of this user's sockets
 * @returns undefined where there is none, or one at the usual place
 */
export function foundEngine(
  runtime: string,
  there: (path: string) => boolean = fs.existsSync,
): string | undefined {
  const found = there(usualSocket) ? undefined : otherSockets(runtime).find((place) => there(place));
  return found && `unix://${found}`;
}

/** Folders in which an engine that runs in a virtual machine has its socket on the machine around it: Docker Desktop and its like. */
const virtual = /\/\.(docker|colima|lima|rd|orbstack)\/|\/podman-machine|\/Library\//;

/** Path of an engine's socket on the host of its containers, as far as its address tells. */
export function hostSocket(address: string | undefined): string {
  const path = /^unix:\/\/(\/.+)$/.exec(address ?? "")?.[1];
  return path && !virtual.test(path) ? path : usualSocket;
}

/** Name of the host that an engine's address leads to: this machine's, unless the address names another. */
export function dockerHostName(address: string | undefined): string {
  const remote = /^(?:ssh|tcp):\/\/(?:[^@/]*@)?([^:/]+)/.exec(address ?? "");
  return remote?.[1] ?? os.hostname();
}
