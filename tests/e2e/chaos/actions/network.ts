import { spawnSync } from "node:child_process";

import { docker } from "../../stand/docker";
import type { Action } from "../action";
import type { Scene } from "../scene";

/** The stack's network goes, or something is taken off it. */
export const network: Action[] = [
  {
    name: "remove the network",
    happens: (on) => {
      remove(on);
      return Promise.resolve();
    },
  },
  {
    // With the labels of ours, as a take-over that was undone leaves it.
    name: "put another network in its place",
    happens: (on) => {
      const labels = labelsOf(on);
      remove(on);
      if (labels.length > 0) docker("network", "create", ...labels, on.stand.prefix);
      return Promise.resolve();
    },
  },
  {
    name: "take one off the network",
    happens: (on, random) => {
      on.doubt();
      const role = random.pick(["loki", "collector", "grafana", "relay"]);
      spawnSync("docker", ["network", "disconnect", "-f", on.stand.prefix, on.container(role)]);
      return Promise.resolve();
    },
  },
];

/** One may be gone already, by another action. */
function remove(on: Scene): void {
  on.doubt();
  for (const name of on.stand.leftovers().containers)
    spawnSync("docker", ["network", "disconnect", "-f", on.stand.prefix, name]);
  spawnSync("docker", ["network", "rm", on.stand.prefix]);
}

function labelsOf(on: Scene): string[] {
  const { status, stdout } = spawnSync(
    "docker",
    ["network", "inspect", "-f", "{{json .Labels}}", on.stand.prefix],
    { encoding: "utf8" },
  );
  const labels = status === 0 ? (JSON.parse(stdout) as Record<string, string>) : {};
  return Object.entries(labels).flatMap(([key, value]) => ["--label", `${key}=${value}`]);
}
