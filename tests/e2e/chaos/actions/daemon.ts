import { execFileSync } from "node:child_process";

import type { Action } from "../action";

/** CHAOS_DAEMON: a command that restarts the engine. It meets everybody on the machine: only where nobody else is. */
export const daemon: Action[] = process.env.CHAOS_DAEMON
  ? [
      {
        name: "restart the Docker daemon",
        happens: (on) => {
          on.doubt(60);
          execFileSync("sh", ["-c", process.env.CHAOS_DAEMON ?? ""], { stdio: "inherit" });
          return Promise.resolve();
        },
      },
    ]
  : [];
