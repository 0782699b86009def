import { randomBytes } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { listContainers } from "../support/container-files";
import { describeE2E, hasEngine } from "../support/engine";
import { pinned } from "../support/pins";
import { docker } from "./stand/docker";
import { until } from "./stand/until";

/** What a real engine writes of its containers beside their log files. */

const image = pinned("probeImage");
/** The engine's folder, where this process may look into it. */
function engineFolder(): string | undefined {
  const folder = path.join(docker("info", "--format", "{{.DockerRootDir}}"), "containers");
  try {
    fs.accessSync(folder, fs.constants.R_OK);
    return folder;
  } catch {
    return undefined;
  }
}

const folder = hasEngine() ? undefined : engineFolder();
const missing = hasEngine() ?? (folder ? undefined : "the engine's folder cannot be read here");

describeE2E("containers' log files of a real engine", missing, () => {
  const name = `container-files-${randomBytes(3).toString("hex")}`;
  const lists = fs.mkdtempSync(path.join(os.tmpdir(), "container-files-"));
  afterAll(() => docker("rm", "-f", name, `${name}-new`));

  /** The labels of the list, by the container's name. */
  function listed(): Record<string, Record<string, string>> {
    listContainers(folder ?? "", lists);
    const text = fs.readFileSync(path.join(lists, "containers.json"), "utf8");
    const all = JSON.parse(text) as { labels: Record<string, string> }[];
    return Object.fromEntries(
      all.map(({ labels }) => [labels["__meta_docker_container_name"] ?? "", labels] as const),
    );
  }

  it("are found by the names and labels that the engine keeps, also when these change", async () => {
    const labels = ["--label", "io.deepchat.observability.role=probe"];
    const say = ["node", "-e", "console.log('INFO: here'); setInterval(() => 0, 1e6)"];
    docker("run", "-d", "--name", name, "--log-driver", "json-file", ...labels, image, ...say);
    const found = listed()[`/${name}`];
    expect(found?.["__meta_docker_container_label_io_deepchat_observability_role"]).toBe("probe");
    const file = found?.["__path__"] ?? "";
    await until("its line is there", () => Promise.resolve(fs.readFileSync(file, "utf8").includes("here")));
    expect(JSON.parse(fs.readFileSync(file, "utf8")) as unknown).toEqual({
      log: "INFO: here\n",
      stream: "stdout",
      time: expect.stringMatching(/^\d{4}-.*Z$/) as string,
    });
    docker("rename", name, `${name}-new`);
    expect(listed()).toHaveProperty([`/${name}-new`, "__path__"], file);
    expect(listed()).not.toHaveProperty([`/${name}`]);
  }, 60_000);
});
