import type { ServiceArgs } from "./service";

/**
 * Health of a program of ours by its file of heartbeats (programs/shared/heartbeat.ts), read by the shell: a Node.js each
 * time would cost more than all that some of them do.
 *
 * @param program its name, which the file has
 * @param interval seconds between two beats; three intervals may pass
 */
export function alive(
  program: string,
  interval: number,
): Pick<ServiceArgs, "health"> & { environment: { ALIVE: string } } {
  const ALIVE = `
{ read -r now _ </proc/uptime; read -r beat <"\${HEARTBEAT_FILE:-/dev/shm/${program}-heartbeat}"; } 2>/dev/null
case $beat in ""|*[!0-9.]*) age=-1;; *) age=$((\${now%.*} - \${beat%.*}));; esac
[ $age -ge 0 ] && [ $age -lt ${Math.ceil(3 * interval)} ] && exit 0
[ $age -ge 0 ] && found="the last round began $age s ago" || found="no round yet"
echo "${program}: $found, one is due every ${interval} s."
exit 1`;
  // Without a blank: Podman takes what follows one for the next word.
  return { health: ["sh", "-c", 'eval${IFS}"$ALIVE"'], environment: { ALIVE } };
}
