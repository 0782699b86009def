import { renderCollectorConfig } from "../../components/containers/collector-file/render";
import { job, names, render, settings } from "../support/collector-file";

it("takes bare integers for microseconds only when told to", () => {
  expect(renderCollectorConfig(settings)).not.toContain("P<access_us>");
  expect(renderCollectorConfig({ ...settings, microsecondDurations: true })).toContain("P<access_us>");
});

it("sets the age from which lines are dropped", () => {
  expect(renderCollectorConfig(settings)).toContain("older_than: 168h");
  expect(renderCollectorConfig({ ...settings, maxAge: "720h" })).toContain("older_than: 720h");
});

it("reads at a further engine every kind of container that it reads at the stack's own", () => {
  const modelServers = { logPaths: [], units: [], containers: ["vllm.*"] };
  const config = render({ modelServers, moreSockets: ["/run/engines/2.sock"] });
  const further = names(config).filter((name) => name.endsWith("-2"));
  expect(further.sort()).toEqual(
    ["model-server-containers-2", "ollama-containers-2", "webui-containers-2"].sort(),
  );
  for (const name of further)
    expect(JSON.stringify(job(config, name))).toContain("unix:///run/engines/2.sock");
});
