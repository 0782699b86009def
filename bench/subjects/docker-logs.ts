import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { images } from "../../tests/e2e/loss/images";
import { atHand } from "./at-hand";
import { pipe, pipeRun } from "./container-log";
import { grounded } from "./ground";
import type { Subject } from "./subject";

/** The floor: nothing is installed, and somebody looks into a container's log. */
export const dockerLogs: Subject = {
  name: "docker-logs",
  what: "no stack at all: `docker logs NAME | grep -c TEXT`",
  missing: () => atHand(images.writer),
  start: grounded(async (ground) => {
    const state = ground.subfolder("state");
    const { options, command } = pipeRun(state, images.writer);
    await ground.run("web", options, command);
    const { web = "" } = ground.containers;
    return {
      container: await pipe(state),
      containers: {},
      count: (text = "") => grepped(web, text),
    };
  }),
};

async function grepped(container: string, text: string): Promise<number> {
  // Of nothing found grep says 0, and fails.
  const script = 'docker logs "$1" 2>&1 | grep -cF -- "$2" || true';
  const { stdout } = await promisify(execFile)("sh", ["-c", script, "sh", container, text]);
  return Number(stdout);
}
