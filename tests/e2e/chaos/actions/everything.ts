import { spawnSync } from "node:child_process";

import type { Action } from "../action";

/** As when the machine is started anew, or loses its power; the engine starts none of them again. */
export const everything: Action[] = [
  {
    name: "stop everything at once",
    happens: (on) => {
      on.doubt(60);
      spawnSync("docker", ["stop", "-t", "10", ...on.stand.leftovers().containers]);
      return Promise.resolve();
    },
  },
  {
    name: "kill everything at once",
    happens: (on) => {
      on.doubt(60);
      spawnSync("docker", ["kill", ...on.stand.leftovers().containers]);
      return Promise.resolve();
    },
  },
];
