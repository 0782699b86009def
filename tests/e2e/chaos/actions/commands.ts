import { spawnSync } from "node:child_process";

import type { Seeded } from "../../../support/seeded";
import type { Action } from "../action";
import type { Scene } from "../scene";

const signals = ["SIGINT", "SIGTERM", "SIGKILL"] as const;

/** Commands of the program that do not come to their end, or meet. */
export const commands: Action[] = [
  ...signals.map((signal): Action => ({
    name: `up with ${signal}`,
    happens: async (on, random) => {
      on.doubt(60);
      // Something to do: containers that are made anew, and one that is missing.
      on.stand.configure({ ...on.config, probeInterval: "7s", logHistory: 5, errorThreshold: 12 });
      missing(on, random);
      await on.cutOff(random.whole(2, 25), signal, "up");
      on.stand.configure(on.config);
    },
  })),
  ...signals.map((signal): Action => ({
    name: `destroy with ${signal}`,
    happens: async (on, random) => {
      on.doubt(60);
      await on.cutOff(random.whole(2, 20), signal, "destroy");
    },
  })),
  {
    name: "two at once",
    happens: async (on, random) => {
      on.doubt(60);
      missing(on, random);
      const both = await Promise.all([on.start("up").ended, on.start("up").ended]);
      for (const { code, output } of both)
        if (code !== 0) throw new Error(`one of two at once ended with ${code}:\n${output}`);
    },
  },
];

function missing(on: Scene, random: Seeded): void {
  spawnSync("docker", ["rm", "-f", on.container(random.pick(["probe", "grafana", "relay", "loki"]))]);
}
