import * as path from "node:path";

import { describeE2E } from "../support/engine";
import { cannotRun } from "./stand/cannot-run";
import { docker } from "./stand/docker";
import { Stand } from "./stand/stand";
import { until } from "./stand/until";

/** A whole stack of which no container sees an engine's socket, filtered or not. */

describeE2E("a stack that reads containers' log files", cannotRun(), () => {
  let on: Stand;
  beforeAll(async () => {
    const containerLogFolder = path.join(docker("info", "--format", "{{.DockerRootDir}}"), "containers");
    on = await Stand.create({ containerLogFolder });
    await on.must("up");
  }, 300_000);
  afterAll(() => on?.dispose(), 120_000);

  it("has what its own containers and the web UI's say, and says so", async () => {
    await until("the probe's lines are there", async () => {
      const lines = await on.loki('{job="probe"}');
      return lines.some(({ labels }) => labels.container === on.container("probe"));
    });
    await until("the web UI's lines are there", async () => {
      await on.chat();
      return (await on.loki('{job="deepchat-container"}')).length > 0;
    });
    const { output } = await on.npm("verify");
    expect(output).toMatch(/ok +log files of the containers +\d+ below /);
  }, 120_000);

  it("has no filter, and no socket in any container; another up changes nothing", async () => {
    const stack = ["--filter", `label=io.deepchat.observability.stack=${on.prefix}`];
    const names = docker("ps", "-a", "--format", "{{.Names}}", ...stack).split("\n");
    expect(names).toContain(on.container("collector"));
    expect(names).not.toContain(on.container("proxy"));
    expect(docker("inspect", "--format", "{{json .Mounts}}", ...names)).not.toMatch(/\.sock|sockets/);
    expect((await on.must("up")).output).toMatch(/\d+ unchanged/);
  }, 120_000);
});
