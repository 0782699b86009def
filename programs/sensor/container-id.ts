/**
 * The container a process is in, by its /proc/PID/cgroup: `/docker/ID`, `docker-ID.scope`, `libpod-ID.scope`,
 * `cri-containerd-ID.scope`, `/kubepods/…/ID`, of cgroup v1 and v2. Of containers in containers the outermost.
 *
 * @returns its whole id; undefined where it is in none
 */
export function containerId(cgroup: string | undefined): string | undefined {
  for (const line of cgroup?.split("\n") ?? []) {
    const path = line.slice(line.indexOf(":", line.indexOf(":") + 1) + 1);
    const found = /(?:^|[/\-:])([0-9a-f]{64})(?=[./]|$)/.exec(path)?.[1];
    if (found) return found;
  }
  return undefined;
}
