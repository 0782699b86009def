import fs from "node:fs";
import os from "node:os";
import path from "node:path";

import { Sensor, stopSensors } from "../../support/sensor";

/** AMD's and Intel's cards, from trees made like the kernel's /sys. */

jest.setTimeout(30_000);

const folders: string[] = [];

afterEach(() => {
  stopSensors();
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true });
});

type Files = Record<string, string>;

/** @param cards what stands below each card's device, by the number the kernel gave it */
function sys(cards: Record<number, Files>): string {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-sys-"));
  folders.push(root);
  const drm = path.join(root, "class/drm");
  fs.mkdirSync(drm, { recursive: true });
  // What stands beside cards: their outputs, and a card without a device behind it.
  for (const other of ["card0-DP-1", "renderD128", "card9", "version"]) fs.mkdirSync(path.join(drm, other));
  for (const [number, files] of Object.entries(cards)) {
    const device = path.join(root, `devices/pci0000:00/0000:0${number}:00.0`);
    write(device, files);
    fs.mkdirSync(path.join(drm, `card${number}`));
    fs.symlinkSync(device, path.join(drm, `card${number}/device`));
  }
  return root;
}

function write(device: string, files: Files): void {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(device, name);
    fs.mkdirSync(path.dirname(file), { recursive: true });
    fs.writeFileSync(file, `${text}\n`);
  }
}

const gib = 2 ** 30;

/** A Radeon at work, in the kernel's units: bytes, thousandths of a degree, millionths of a watt, hertz. */
const radeon: Files = {
  vendor: "0x1002",
  device: "0x744c",
  product_name: "Radeon RX 7900 XTX",
  mem_info_vram_total: String(24 * gib),
  mem_info_vram_used: String(6 * gib),
  gpu_busy_percent: "97",
  mem_busy_percent: "41",
  "hwmon/hwmon3/fan1_input": "1200",
  "hwmon/hwmon3/temp1_input": "67000",
  "hwmon/hwmon3/temp3_input": "84000",
  "hwmon/hwmon3/power1_average": "301000000",
  "hwmon/hwmon3/power1_cap": "339000000",
  "hwmon/hwmon3/freq1_input": "2304000000",
};

const without = (files: Files, ...names: string[]) =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)));

const start = (kind: "amd" | "intel", root: string) => new Sensor({ GPU_KIND: kind, SYS: root });

describe("AMD's cards", () => {
  it("are told with all that the kernel tells, in our units", async () => {
    const sensor = start("amd", sys({ 1: radeon }));
    expect(await sensor.next("gpus")).toEqual({ probe: "gpus", readable: 1, cards: 1, vendor: "amd" });
    expect(await sensor.next("gpu")).toEqual({
      ...{
        probe: "gpu",
        readable: 1,
        gpu: "0",
        name: "Radeon RX 7900 XTX",
        vendor: "amd",
        bus: "0000:01:00.0",
      },
      ...{ memory_total: 24 * gib, memory_used: 6 * gib, memory_free: 18 * gib, memory_used_share: 0.25 },
      ...{
        utilization: 0.97,
        memory_utilization: expect.closeTo(0.41) as number,
        temperature: 67,
        temperature_memory: 84,
      },
      ...{ power: 301, power_limit: 339, clock: 2304 },
    });
  });

  it("leave out what an older kernel or a virtual machine does not tell, and never say 0 for it", async () => {
    const bare = {
      vendor: "0x1002",
      device: "0x67df",
      mem_info_vram_total: String(8 * gib),
      gpu_busy_percent: "",
    };
    expect(await start("amd", sys({ 0: bare })).next("gpu")).toEqual({
      ...{ probe: "gpu", readable: 1, gpu: "0", name: "AMD 0x67df", vendor: "amd", bus: "0000:00:00.0" },
      memory_total: 8 * gib,
    });
  });

  it("tell their power as newer kernels spell it", async () => {
    const newer = {
      ...without(radeon, "hwmon/hwmon3/power1_average"),
      "hwmon/hwmon3/power1_input": "250500000",
    };
    expect(await start("amd", sys({ 1: newer })).next("gpu")).toMatchObject({ power: 250.5 });
  });

  it("inside a processor have the host's memory, too", async () => {
    const shared = { mem_info_gtt_total: String(48 * gib), mem_info_gtt_used: String(20 * gib) };
    const inside = {
      ...without(radeon, "product_name", "hwmon/hwmon3/fan1_input"),
      ...{ mem_info_vram_total: String(gib), mem_info_vram_used: String(gib / 2), ...shared },
    };
    expect(await start("amd", sys({ 1: inside })).next("gpu")).toMatchObject({
      ...{ memory_total: 49 * gib, memory_used: 20.5 * gib, memory_free: 28.5 * gib, unified: 1 },
    });
    // A card of its own may borrow from the host, which models do not gain by.
    const line = await start("amd", sys({ 1: { ...radeon, ...shared } })).next("gpu");
    expect(line).toMatchObject({ memory_total: 24 * gib, memory_used: 6 * gib });
    expect(line).not.toHaveProperty("unified");
  });

  it("that sleep are not woken by a question, and are no fault", async () => {
    const root = sys({ 1: { ...radeon, "power/runtime_status": "suspended" } });
    const sensor = start("amd", root);
    expect(await sensor.next("gpus")).toMatchObject({
      ...{ readable: 1, cards: 1, error: expect.stringContaining("sleep") as string },
    });
    expect(await sensor.next("gpu")).toEqual({
      ...{ probe: "gpu", readable: 1, gpu: "0", name: "Radeon RX 7900 XTX", vendor: "amd" },
      ...{ bus: "0000:01:00.0", asleep: 1 },
    });
    write(path.join(root, "devices/pci0000:00/0000:01:00.0"), { "power/runtime_status": "active" });
    expect(await sensor.next("gpu", ({ asleep }) => asleep === undefined)).toMatchObject({ power: 301 });
  });

  it("are numbered in the kernel's order, without others' between them", async () => {
    const other = { vendor: "0x10de", device: "0x2204" };
    const sensor = start("amd", sys({ 2: other, 5: { ...radeon, product_name: "second" }, 3: radeon }));
    expect(await sensor.next("gpus")).toMatchObject({ cards: 2 });
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "0")).toMatchObject({ bus: "0000:03:00.0" });
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "1")).toMatchObject({ name: "second" });
  });

  it("that tell nothing any more are unreadable, and readable again when they do", async () => {
    const root = sys({ 1: radeon });
    const sensor = start("amd", root);
    await sensor.next("gpu", ({ readable }) => readable === 1);
    const device = path.join(root, "devices/pci0000:00/0000:01:00.0");
    // So a card is left whose reset failed: its folder is there, and no file can be read.
    for (const name of Object.keys(without(radeon, "vendor", "device"))) fs.rmSync(path.join(device, name));
    expect(await sensor.next("gpu", ({ readable }) => readable === 0)).toMatchObject({
      ...{
        gpu: "0",
        bus: "0000:01:00.0",
        reason: "failed",
        error: expect.stringContaining("dmesg") as string,
      },
    });
    expect(await sensor.next("gpus")).toMatchObject({ readable: 0, reason: "failed" });
    write(device, radeon);
    expect(await sensor.next("gpus", ({ readable }) => readable === 1)).toMatchObject({ cards: 1 });
  });

  it("that are not there are said so", async () => {
    expect(await start("amd", sys({ 1: { vendor: "0x8086" } })).next("gpus")).toMatchObject({
      ...{ readable: 0, reason: "no_card", error: "The kernel shows no card of AMD's." },
    });
    expect(await start("amd", "/nowhere").next("gpus")).toMatchObject({ readable: 0, reason: "no_card" });
  });
});

describe("Intel's cards", () => {
  it("tell their name and heat, and that the rest is not to be had", async () => {
    const arc = { vendor: "0x8086", device: "0x56a0", "hwmon/hwmon2/temp1_input": "51000" };
    const sensor = start("intel", sys({ 1: arc, 2: radeon }));
    expect(await sensor.next("gpus")).toMatchObject({
      ...{ readable: 1, cards: 1, vendor: "intel", error: "Intel: memory and use not readable." },
    });
    expect(await sensor.next("gpu")).toEqual({
      ...{ probe: "gpu", readable: 1, gpu: "0", name: "Intel 0x56a0", vendor: "intel", bus: "0000:01:00.0" },
      temperature: 51,
    });
  });
});
