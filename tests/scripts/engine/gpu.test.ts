import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { accessTo } from "../../../components/config/gpu";
import { sensorEnvironment } from "../../../components/containers/sensor";
import { type Docker } from "../../../scripts/engine/docker";
import { hasAmd, ofInfo, withoutBrokenGpu } from "../../../scripts/engine/gpu";
import { configWith } from "../../support/config";

describe("gpu: auto", () => {
  const nvidia = { Runtimes: { runc: {}, nvidia: {} } };
  const cdi = { DiscoveredDevices: [{ Source: "cdi", ID: "nvidia.com/gpu=0" }] };
  it.each([
    ["NVIDIA's runtime", JSON.stringify(nvidia), "nvidia"],
    ["CDI devices, and before the runtime", JSON.stringify({ ...nvidia, ...cdi }), "cdi"],
    ["other CDI devices", JSON.stringify({ DiscoveredDevices: [{ ID: "vendor.com/net=0" }] }), undefined],
    ["none", JSON.stringify({ Runtimes: { runc: {} }, DiscoveredDevices: null }), undefined],
    ["an engine that says null", "null", undefined],
    ["an engine that does not answer", "", undefined],
  ])("takes what the engine offers: %s", (_, info, expected) => expect(ofInfo(info)).toBe(expected));

  it("sees AMD's cards by the memory the kernel tells of", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "drm-"));
    expect(hasAmd(folder)).toBe(false);
    fs.mkdirSync(path.join(folder, "card0/device"), { recursive: true });
    fs.writeFileSync(path.join(folder, "card0/device/mem_info_vram_total"), "1\n");
    expect(hasAmd(folder)).toBe(true);
    expect(hasAmd("/nowhere")).toBe(false);
  });

  it("is what was offered, and nothing where nothing known was; a word of the user's is taken as it is", () => {
    expect([accessTo("auto", "cdi"), accessTo("auto", ""), accessTo("auto", "voodoo")]).toEqual([
      "cdi",
      undefined,
      undefined,
    ]);
    expect([accessTo("off", "cdi"), accessTo("amd", "cdi"), accessTo("nvidia", undefined)]).toEqual([
      undefined,
      "amd",
      "nvidia",
    ]);
  });

  it.each([
    ["starts", 0, undefined],
    ["does not start", 125, /offers nvidia and cannot start .*no driver/],
  ])("leaves out a sensor that %s", async (_, status, why) => {
    const config = { ...(await configWith({ gpu: "nvidia" })), gpu: "auto" as const };
    const run = ([command]: string[]) =>
      Promise.resolve(
        command === "run"
          ? { status, stdout: "", stderr: "docker: no driver\n" }
          : { status: 0, stdout: "", stderr: "" },
      );
    const docker = { containers: () => Promise.resolve([]), cli: { run } } as unknown as Docker;
    const found = await withoutBrokenGpu({ config, docker });
    expect(found.config.sensor === undefined).toBe(why !== undefined);
    if (why) expect(found.why).toMatch(why);
    else expect(found.why).toBeUndefined();
  });
});

it("tells the sensor how to read cards, and of processes only where it may see them", () => {
  const settings = { access: "cdi", hostProcesses: true, ourContainers: ["ollama.*", "vllm.*"] } as const;
  expect(sensorEnvironment({ ...settings, ourContainers: [...settings.ourContainers] })).toMatchObject({
    ...{ GPU_KIND: "nvidia", HOST_PROC: "/proc", OUR_CONTAINERS: "ollama.*|vllm.*" },
    NVIDIA_DRIVER_CAPABILITIES: "utility",
  });
  const closed = sensorEnvironment({ access: "amd", hostProcesses: false, ourContainers: [] });
  expect(closed).not.toHaveProperty("HOST_PROC");
  expect(closed).not.toHaveProperty("NVIDIA_VISIBLE_DEVICES");
});
