import { here } from "../command/stack-name";
import { passphraseTrouble } from "./passphrase";

/** What known failures of `pulumi` mean, and the way out; the first that matches is told. */
const known: { pattern: RegExp; meaning: (match: RegExpExecArray, stack: string) => string }[] = [
  {
    pattern: /status: 401|\[401\]|Invalid username or password|invalid-username-or-password/i,
    meaning: () =>
      "Grafana refuses the stack's admin password: it was changed inside Grafana. Either tell the stack the new one " +
      "(npm run pulumi -- config set --secret grafanaAdminPassword <password>), or put the stack's own back: npm run up -- --reset-admin-password",
  },
  {
    pattern: /currently locked by \d+ lock/i,
    meaning: () =>
      "Another command works on this stack, or was killed while it did. If none is running: npm run pulumi -- cancel --yes",
  },
  {
    pattern: /incorrect passphrase|passphrase must be set/i,
    meaning: ([text], stack) => passphraseTrouble(text, stack),
  },
  {
    pattern: /port is already allocated|address already in use/i,
    meaning: () =>
      "A port this stack publishes is in use by another program. Stop that, or choose another: " +
      "npm run pulumi -- config set grafanaPort <port> (or lokiPort)",
  },
  {
    pattern:
      /(?:no resource plugin|could not find (?:latest )?(?:version|plugin)|failed to download plugin|downloading plugin|could not load plugin)[^\n]*/i,
    meaning: ([text]) =>
      `A Pulumi plugin can be neither found nor downloaded (${text}). Where a server of your own has them, name it (pluginServer); on a host without internet fetch it elsewhere and install it with: ` +
      "npm run pulumi -- plugin install resource <name> <version> --file <archive>",
  },
  {
    pattern: /(?:unable to pull|manifest unknown|pull access denied|Unable to read Docker image)[^\n]*/i,
    meaning: ([text]) =>
      `An image cannot be had (${text}). Check its name, or load it on the host with \`docker load\`.`,
  },
  {
    pattern: /Conflict\. The container name "\/?([^"]+)"/,
    meaning: ([, name]) =>
      `A container named ${name} exists that this stack did not make. Remove or rename it, then: npm run up`,
  },
  {
    pattern: /error setting rlimit/i,
    meaning: () =>
      "Podman may not give containers the limits it wants to, for it was started with lower ones itself. Name yours for it in ~/.config/containers/containers.conf (of root: /etc/containers/containers.conf), " +
      'such as [containers] default_ulimits=["nofile=1024:1024","nproc=1024:1024"] (`ulimit -Hn` and `ulimit -Hu` say the highest), restart it, then: npm run up',
  },
  {
    pattern: /Unable to start container: (?:Error response from daemon: )?([^\n]*)/,
    meaning: ([, reason]) =>
      `A container cannot start: ${reason}. Most often its image is not what its key says, or is made for another processor (docker image inspect <image>).`,
  },
  {
    pattern: /network with name (\S+) already exists/,
    meaning: ([, name]) =>
      `A network named ${name} exists that this stack's state does not know: the stack is another checkout's or state's, or a command was cut off. Use this project's own command, which says whose it is, or clears it away: npm run up`,
  },
  {
    pattern:
      /failed to be in healthy state|container .*(?:unhealthy|exited)|timeout while waiting for state|waiting for container to be(?:come)? healthy/i,
    meaning: () =>
      "A container did not become healthy (its name stands in the error above). Its log says why: docker logs <name>. Then: npm run up",
  },
  {
    pattern:
      /Cannot connect to the Docker daemon|error during connect|failed to connect to (?:the docker API|any docker daemon)/i,
    meaning: () =>
      "The Docker engine stopped answering. Start it (sudo systemctl start docker), then: npm run up",
  },
  {
    pattern: /no space left on device/i,
    meaning: () => "The disk of the Docker host is full. Free space (docker system df), then: npm run up",
  },
];

/** A sentence for a failed command's output, or a general one; the commands it names act on the same stack. */
export function explain(output: string, command: string, stack: string): string {
  for (const { pattern, meaning } of known) {
    const match = pattern.exec(output);
    if (match) return here(meaning(match, stack), stack);
  }
  return here(`\`pulumi ${command}\` failed; the lines above say where. ${left(command)}`, stack);
}

/** What a failed command leaves. */
function left(command: string): string {
  if (!["up", "refresh", "destroy", "import"].includes(command)) return "Nothing was changed.";
  const again = command === "destroy" ? "destroy" : "up";
  return `What was made stays known, so \`npm run ${again}\` goes on from there once the cause is gone.`;
}
