import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { fakeNvidiaSmi, type FakeState } from "../../support/fake-nvidia-smi";
import { pinned } from "../../support/pins";
import { docker } from "../stand/docker";
import { until } from "../stand/until";

/** Where the sensor's container may write: its memory. */
const state = "/dev/shm/nvidia-smi.json";
const folder = "/stand-in";
const node = "/usr/local/bin/node";

/**
 * Stands before the image's Node.js. The engine here hands over no card, so the stack asks for none (`gpu: amd`); that the
 * sensor asks nvidia-smi nevertheless is all that differs from what the program gives its container.
 */
const launcher = `#!/bin/sh
[ -e ${state} ] || cp ${folder}/state.json ${state}
GPU_KIND=nvidia exec ${node} "$@"
`;

/** An image for the sensor in which something prints like nvidia-smi, and says what a test wants it to. */
export class StandInImage {
  /** Its reference; the tag is Node.js's, as the program wants it. */
  readonly name: string;

  /**
   * @param id part of its name
   * @param base image with Node.js
   */
  constructor(
    id: string,
    private readonly base = pinned("probeImage"),
  ) {
    this.name = `deepchat-e2e-${id}/sensor:24`;
  }

  /** @param first what it says until told otherwise */
  build(first: FakeState): void {
    const files = fs.mkdtempSync(path.join(os.tmpdir(), "stand-in-"));
    const put = (name: string, content: string, mode = 0o755) =>
      fs.writeFileSync(path.join(files, name), content, { mode });
    put("node", launcher);
    put("nvidia-smi", fakeNvidiaSmi(node, state));
    put("state.json", JSON.stringify(first), 0o644);
    fs.chmodSync(files, 0o755);
    const container = docker("create", this.base);
    try {
      docker("cp", files, `${container}:${folder}`);
      docker("commit", "--change", `ENV PATH=${folder}:/usr/local/bin:/usr/bin:/bin`, container, this.name);
    } finally {
      docker("rm", container);
      fs.rmSync(files, { recursive: true });
    }
  }

  /** Says something else in a container from its next round on. */
  async say(container: string, now: FakeState): Promise<void> {
    // Never half a file, whoever reads meanwhile.
    const script = `printf %s "$1" > ${state}.new && mv ${state}.new ${state}`;
    const put = () =>
      docker("exec", container, "sh", "-c", `${script} && echo done`, "sh", JSON.stringify(now));
    await until(`${container} takes what nvidia-smi is to say`, () => put() === "done");
  }

  remove(): void {
    docker("rmi", this.name);
  }
}
