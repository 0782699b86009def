import * as fs from "node:fs";

import { hostSocket } from "../../components/config/engine";
import type { StackConfig } from "../../components/config/stack";
import type { Docker } from "./docker";
import { engineKind } from "./engine-kind";

/** There where systemd runs. */
const systemd = "/run/systemd/system";

/** Why containers would never be healthy on this machine's Podman, if so: none or one reason. */
export async function untimed(
  docker: Pick<Docker, "at" | "cli" | "local">,
  there: (path: string) => boolean = fs.existsSync,
): Promise<string[]> {
  const { url } = docker.at;
  // Inside a virtual machine nothing can be seen from here.
  if (!docker.local || hostSocket(url) !== url.slice("unix://".length) || there(systemd)) return [];
  if ((await engineKind(docker.cli))?.name !== "Podman") return [];
  return [
    "Podman has systemd run its checks of health, and this machine has no systemd: containers would never become healthy, and `up` would wait for them in vain. Start the machine with systemd (WSL: systemd=true below [boot] in /etc/wsl.conf), or use Docker.",
  ];
}

/** Why Grafana does not find Loki although both run, if so: Podman's networks know names only with a helper. */
export async function nameless(
  docker: Pick<Docker, "exec">,
  { loki, grafana }: Pick<StackConfig, "loki" | "grafana">,
): Promise<string | undefined> {
  if (!loki || !grafana) return undefined;
  const unknown = 2;
  const { status } = await docker.exec("grafana", ["getent", "hosts", "loki"]);
  return status === unknown
    ? "Everything was made, and the containers do not find each other by name: nothing would be stored or shown. With Podman names need aardvark-dns (netavark) or dnsname (CNI; Debian 12: sudo apt install golang-github-containernetworking-plugin-dnsname). Install it, then once: npm run destroy, which keeps the data, and npm run up"
    : undefined;
}
