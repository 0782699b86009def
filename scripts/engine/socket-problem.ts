import * as fs from "node:fs";

import { hostSocket, usualSocket } from "../../components/config/engine";
import type { StackConfig } from "../../components/config/stack";
import { here } from "../command/stack-name";
import type { Docker } from "./docker";
import { engineKind } from "./engine-kind";

/** Where people's engines have their sockets, for a hint. */
export const usualPlaces =
  "rootless Docker has it at /run/user/<UID>/docker.sock, Podman at /run/user/<UID>/podman/podman.sock or, as root, /run/podman/podman.sock; `id -u` on that host says the UID";

/** What sets it. */
export const setSocket = () => here("npm run pulumi -- config set dockerSocket <path>");

/** Why no container could be read, as far as that can be known before it runs: none or one reason. */
export async function socketProblem(
  docker: Pick<Docker, "at" | "cli" | "local">,
  { engines, collector }: Pick<StackConfig, "engines" | "collector">,
): Promise<string[]> {
  const { url } = docker.at;
  const folder = collector.sources.containerLogFolder;
  if (folder) return docker.local ? noFolder(folder) : [];
  const [socket = usualSocket] = engines?.sockets ?? [];
  const { sources } = collector;
  // Inside a virtual machine nothing can be seen from here.
  const local = docker.local && hostSocket(url) === url.slice("unix://".length);
  const missing = local ? sources.moreSockets.find((path) => !fs.existsSync(path)) : undefined;
  if (missing)
    return [
      `moreSockets names ${JSON.stringify(missing)}, and there is no such socket on this machine. Start that engine (systemctl --user enable --now podman.socket), or take it from the list.`,
    ];
  if (docker.local)
    return !local || socket === hostSocket(url) || fs.existsSync(socket)
      ? []
      : [
          `dockerSocket is ${JSON.stringify(socket)}, and there is no such socket on this machine: no container could be read. Set it right (${setSocket()}), or leave it unset for ${hostSocket(url)}.`,
        ];
  if (socket !== usualSocket) return [];
  const kind = await engineKind(docker.cli);
  if (!kind?.rootless) return [];
  return [
    `The ${kind.name} engine at ${url} runs without root, so its socket is not ${usualSocket} and no container could be read. Say where it is (${setSocket()}): ${usualPlaces}.`,
  ];
}

/** The engine would make one of its own there. Only root may look into the engine's. */
function noFolder(folder: string): string[] {
  try {
    fs.statSync(folder);
    return [];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") return [];
    return [
      `containerLogFolder is ${JSON.stringify(folder)}, and there is no such folder on this machine: no container could be read. Name the folder containers/ of the engine's own (docker info --format '{{.DockerRootDir}}'), or leave it unset to have the engine asked.`,
    ];
  }
}
