import * as fs from "node:fs";

import { hostSocket } from "../../components/config/engine";
import type { StackConfig } from "../../components/config/stack";
import { dockerLabels, physicalNames } from "../../components/shared/naming";
import { here } from "../command/stack-name";
import type { Docker } from "./docker";
import { isPodmans } from "./engine-kind";

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
  if (!(await isPodmans(docker.cli))) return [];
  return [
    "Podman has systemd run its checks of health, and this machine has no systemd: containers would never become healthy, and `up` would wait for them in vain. Start the machine with systemd (WSL: systemd=true below [boot] in /etc/wsl.conf), or use Docker.",
  ];
}

/** What is wrong on Podman although all containers run: one reason at most. */
export async function astray(
  docker: Pick<Docker, "cli" | "exec" | "lines">,
  config: Pick<StackConfig, "project" | "stack" | "loki" | "grafana">,
): Promise<string | undefined> {
  if (!(await isPodmans(docker.cli))) return undefined;
  return (await nameless(docker, config)) ?? (await unlisted(docker, config));
}

/** Why the collector does not find the probe: of a container on the host's network, Podman lists none (4.3). */
async function unlisted(
  docker: Pick<Docker, "lines">,
  { project, stack }: Pick<StackConfig, "project" | "stack">,
): Promise<string | undefined> {
  const labels = { stack: physicalNames(project, stack).prefix, role: "probe" } as const;
  const filters = (["stack", "role"] as const).flatMap((name) => [
    "--filter",
    `label=${dockerLabels[name]}=${labels[name]}`,
  ]);
  const [networks] = await docker.lines(["ps", ...filters, "--format", "on {{.Networks}}"]);
  return networks?.trim() === "on"
    ? here(
        "Everything was made, and the collector does not find the probe: Podman lists no network of a container on the host's, so nothing would be known of Ollama and the web UI. Have these two run on a network of their own (podman network create chat), and say so: npm run pulumi -- config set probeNetwork chat, then ollamaUrl http://<its container>:11434 and webuiUrl http://<its container>:8080 in the same way, then: npm run up",
        stack,
      )
    : undefined;
}

/** Why Grafana does not find Loki although both run, if so: Podman's networks know names only with a helper. */
async function nameless(
  docker: Pick<Docker, "exec">,
  { loki, grafana, stack }: Pick<StackConfig, "loki" | "grafana" | "stack">,
): Promise<string | undefined> {
  if (!loki || !grafana) return undefined;
  const unknown = 2;
  const { status } = await docker.exec("grafana", ["getent", "hosts", "loki"]);
  return status === unknown
    ? here(
        "Everything was made, and the containers do not find each other by name: nothing would be stored or shown. With Podman names need aardvark-dns (netavark) or dnsname (CNI; Debian 12: sudo apt install golang-github-containernetworking-plugin-dnsname). Install it, then once: npm run destroy, which keeps the data, and npm run up",
        stack,
      )
    : undefined;
}
