import { spawnSync } from "node:child_process";

import type { Action } from "../action";
import { seconds } from "../scene";

const roles = ["proxy", "loki", "collector", "probe", "grafana", "relay"];
const commands = { kill: ["kill"], stop: ["stop", "-t", "5"], pause: ["pause"], remove: ["rm", "-f"] };

/** Each container: killed, stopped, paused, removed. */
export const containers: Action[] = roles.flatMap((role) =>
  Object.entries(commands).map(([verb, command]) => ({
    name: `${verb} ${role}`,
    happens: async (on) => {
      on.doubt();
      // It may be gone, or not running, by another action.
      spawnSync("docker", [...command, on.container(role)]);
      await seconds(2);
    },
  })),
);
