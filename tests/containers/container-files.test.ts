import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { sensorEnvironment } from "../../components/containers/sensor";
import { names, render } from "../support/collector-file";
import { configWith } from "../support/config";
import { containerId, listContainers, writeContainerFiles } from "../support/container-files";

/** Containers' log files in place of the engine's socket. */

const role = "io.deepchat.observability.role";

describe("the list of containers that the collector's entrypoint writes", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "containers-"));
  const lists = path.join(folder, "lists");
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  it("names each with a log file of the driver json-file, and what it says of itself decides nothing", () => {
    const odd = "../../containers";
    writeContainerFiles(folder, [
      { name: "open-webui", log: "" },
      { name: "p-probe", labels: { [role]: "probe", "io.deepchat.observability.stack": "p" }, log: "" },
      { name: odd, log: "" },
      { name: "journald", log: "" },
    ]);
    fs.rmSync(path.join(folder, containerId("journald"), `${containerId("journald")}-json.log`));
    fs.mkdirSync(path.join(folder, "no-id"));
    listContainers(folder, lists);
    const file = (name: string) => path.join(folder, containerId(name), `${containerId(name)}-json.log`);
    const meta = "__meta_docker_container_";
    const listed = JSON.parse(fs.readFileSync(path.join(lists, "containers.json"), "utf8")) as {
      labels: Record<string, string>;
    }[];
    const labels = listed.map((each) => each.labels);
    expect(labels).toHaveLength(2);
    expect(labels).toEqual(
      expect.arrayContaining([
        { __path__: file("open-webui"), [`${meta}name`]: "/open-webui" },
        {
          __path__: file("p-probe"),
          [`${meta}name`]: "/p-probe",
          [`${meta}label_io_deepchat_observability_role`]: "probe",
          [`${meta}label_io_deepchat_observability_stack`]: "p",
        },
      ]),
    );
  });

  it("is brought up to date when a container is renamed, comes or goes", () => {
    const own = path.join(folder, "later");
    const now = path.join(folder, "now");
    writeContainerFiles(
      own,
      ["gone", "before"].map((name) => ({ name, log: "" })),
    );
    writeContainerFiles(
      now,
      ["before", "new"].map((name) => ({ name, log: "" })),
    );
    const [gone, before] = ["gone", "before"].map(containerId);
    const config = `${now}/${before}/config.v2.json`;
    fs.writeFileSync(config, fs.readFileSync(config, "utf8").replace("/before", "/renamed"));
    const change = `rm -r ${own}/${gone}; cp -r ${now}/. ${own}`;
    listContainers(own, lists, change);
    const text = fs.readFileSync(path.join(lists, "containers.json"), "utf8");
    expect(text.match(/"\/[a-z]+"/g)?.sort()).toEqual(['"/new"', '"/renamed"']);
  });
});

describe("containerLogFolder", () => {
  const containerLogFolder = "/var/lib/docker/containers";

  it("takes the engine from each job, and lets none go", () => {
    const [usual, files] = [render(), render({ containerLogFolder })];
    expect(names(files)).toEqual(names(usual));
    expect(JSON.stringify(files)).not.toMatch(/docker_sd_configs|\.sock/);
    const asking = usual.scrape_configs.filter((job) => job.docker_sd_configs).length;
    expect(files.scrape_configs.filter((job) => "file_sd_configs" in job)).toHaveLength(asking);
  });

  it("leaves no engine to ask", async () => {
    expect((await configWith({ containerLogFolder })).engines).toBeUndefined();
    expect(
      sensorEnvironment({ access: "nvidia", hostProcesses: true, ourContainers: [] }, false),
    ).not.toHaveProperty("ENGINE_SOCKET");
  });

  it.each([
    [{ containerLogFolder: "containers" }, /containerLogFolder.*"containers".*absolute path/s],
    [{ containerLogFolder: "/a/../b" }, /containerLogFolder/],
    [{ containerLogFolder, moreSockets: ["/run/podman/podman.sock"] }, /moreSockets.*containerLogFolder/s],
  ])("refuses %j", async (keys, said) => {
    await expect(configWith(keys)).rejects.toThrow(said);
  });
});
