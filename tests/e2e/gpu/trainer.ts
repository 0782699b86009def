import { spawnSync } from "node:child_process";

import { pinned } from "../../support/pins";
import { docker } from "../stand/docker";

/** A training job's container, as far as who looks at containers can tell. */
export class Trainer {
  readonly name: string;

  constructor(id: string) {
    this.name = `train-llama-${id}`;
  }

  start(): void {
    const job = [pinned("probeImage"), "tail", "-f", "/dev/null"];
    docker("run", "-d", "--name", this.name, "--network", "none", ...job);
  }

  get pid(): number {
    return pidOf(this.name);
  }

  remove(): void {
    spawnSync("docker", ["rm", "-f", this.name]);
  }
}

/** A container's first process, as the host numbers it. */
export function pidOf(container: string): number {
  return Number(docker("inspect", "--format", "{{.State.Pid}}", container));
}
