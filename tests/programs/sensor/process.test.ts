import fs from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";

import { fakeCard, FakeNvidiaSmi, type FakeState } from "../../support/fake-nvidia-smi";
import { Sensor, stopSensors } from "../../support/sensor";

jest.setTimeout(30_000);

afterEach(stopSensors);

const MIB = 2 ** 20;
const trainer = "a".repeat(64);
const [first, second] = [fakeCard(0), fakeCard(1)];

function start(state: FakeState, env: Record<string, string> = {}) {
  const smi = new FakeNvidiaSmi(state);
  return { smi, sensor: new Sensor({ NVIDIA_SMI: smi.file, ...env }) };
}

/** A folder like the host's /proc. */
function hostProc(cgroups: Record<number, string>): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sensor-proc-"));
  for (const [pid, text] of Object.entries(cgroups)) {
    fs.mkdirSync(path.join(folder, pid));
    fs.writeFileSync(path.join(folder, pid, "cgroup"), text);
  }
  return folder;
}

describe("the sensor", () => {
  it("says each card, and that all are readable, from one nvidia-smi that goes on", async () => {
    const { smi, sensor } = start({ cards: [first, second] });
    expect(await sensor.next("gpus")).toEqual({ probe: "gpus", readable: 1, cards: 2, vendor: "nvidia" });
    const line = await sensor.next("gpu", ({ gpu }) => gpu === "1");
    expect(line).toMatchObject({
      readable: 1,
      name: "RTX 3090",
      bus: "0000:02:00.0",
      memory_used: 6144 * MIB,
    });
    expect(line).not.toHaveProperty("temperature_memory");
    expect(line).not.toHaveProperty("held_ours");
    expect(smi.calls).toHaveLength(1);
    expect(sensor.health()).toEqual(expect.objectContaining({ status: 0 }));
  });

  it("asks older drivers what they know", async () => {
    const { smi, sensor } = start({
      cards: [first],
      unknown: ["clocks_event_reasons.active", "gpu_recovery_action"],
    });
    expect(await sensor.next("gpu")).toMatchObject({ throttle: "", throttled: 0 });
    expect(smi.calls).toHaveLength(3);
    expect(smi.calls[2]).toContain("clocks_throttle_reasons.active");
  });

  it("names who holds a card's memory, and that it was given back", async () => {
    const socket = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "sensor-engine-")), "s");
    const list = [{ Id: trainer, Names: ["/trainer"], Image: "pytorch:2" }];
    const engine = http.createServer((_, response) => response.end(JSON.stringify(list))).listen(socket);
    const proc = hostProc({
      41: `0::/system.slice/docker-${trainer}.scope\n`,
      42: "0::/system.slice/ollama.service\n",
    });
    const { uuid } = first;
    const { smi, sensor } = start(
      {
        cards: [first],
        processes: [
          { uuid, pid: 41, memory: 20_000, name: "/usr/bin/python3" },
          { uuid, pid: 42, memory: 900, name: "/usr/local/lib/ollama/llama-server" },
        ],
      },
      { HOST_PROC: proc, ENGINE_SOCKET: socket, OUR_PROCESSES: "ollama|llama-server" },
    );
    try {
      expect(await sensor.next("holder", ({ holder }) => holder === "trainer")).toEqual({
        ...{ probe: "holder", gpu: "0", holder: "trainer", kind: "container", image: "pytorch:2" },
        ...{ process: "python3", ours: 0, memory: 20_000 * MIB, pids: 1 },
      });
      expect(await sensor.next("gpu", ({ holder }) => holder === "trainer")).toMatchObject({
        ...{ held_ours: 900 * MIB, held_others: 20_000 * MIB, holder_memory: 20_000 * MIB },
      });
      smi.set({ cards: [fakeCard(0, { "memory.used": "300" })], processes: [] });
      expect(await sensor.next("holder", ({ memory }) => memory === 0)).toMatchObject({ gpu: "0", pids: 0 });
    } finally {
      engine.close();
    }
  });

  it("names the largest holders, however many there are", async () => {
    const { uuid } = first;
    const processes = Array.from({ length: 40 }, (_, n) => ({
      ...{ uuid, pid: 100 + n, memory: 300 - n, name: `/bin/worker-${n}` },
    }));
    const { smi, sensor } = start({ cards: [first], processes }, { HOST_PROC: hostProc({}) });
    const named = () =>
      new Set(sensor.lines.filter(({ probe }) => probe === "holder").map(({ holder }) => holder));
    await sensor.next("gpu", ({ held_others }) => Number(held_others) > 0);
    await sensor.next("gpu");
    const largest = processes.slice(0, named().size).map(({ name }) => path.basename(name));
    expect(named()).toEqual(new Set(largest));
    expect(largest.length).toBeLessThan(10);
    smi.set({ processes: processes.map((each, n) => (n === 30 ? { ...each, memory: 9000 } : each)) });
    expect(await sensor.next("holder", ({ holder }) => holder === "worker-30")).toMatchObject({
      memory: 9000 * MIB,
    });
  });

  it("says why nothing can be read, goes on asking, and reads again", async () => {
    const { smi, sensor } = start({ cards: [first] });
    await sensor.next("gpu");
    smi.set({ says: "Unable to determine the device handle for GPU 0000:01:00.0: GPU is lost.", exit: 15 });
    expect(await sensor.next("gpus", ({ readable }) => readable === 0)).toMatchObject({
      reason: "card_lost",
      code: 15,
    });
    expect(await sensor.next("gpu")).toMatchObject({
      gpu: "0",
      readable: 0,
      reason: "card_lost",
      name: "RTX 3090",
    });
    smi.set({ says: undefined, exit: undefined });
    expect(await sensor.next("gpus", ({ readable }) => readable === 1)).toMatchObject({ cards: 1 });
  });

  it("says of one card of two that it fell off", async () => {
    const { smi, sensor } = start({ cards: [first, second] });
    await sensor.next("gpus");
    smi.set({ cards: [first] });
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "1")).toBeDefined();
    expect(await sensor.next("gpu", ({ gpu, readable }) => gpu === "1" && readable === 0)).toMatchObject({
      reason: "card_lost",
      bus: "0000:02:00.0",
    });
    expect(await sensor.next("gpus")).toMatchObject({ readable: 1, cards: 1 });
  });

  it("reads the others where a card that fell off ends nvidia-smi for all", async () => {
    const { smi, sensor } = start({ cards: [first, second] });
    await sensor.next("gpus");
    smi.set({ lost: 1 });
    expect(await sensor.next("gpu", ({ gpu, readable }) => gpu === "1" && readable === 0)).toMatchObject({
      reason: "card_lost",
      bus: "0000:02:00.0",
    });
    expect(await sensor.next("gpus")).toMatchObject({ readable: 1, cards: 1 });
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "0")).toMatchObject({ readable: 1 });
    expect(smi.calls.at(-1)).toContain("-i 0000:01:00.0 ");
  });

  it("kills an nvidia-smi that says nothing, and says that", async () => {
    const { smi, sensor } = start({ cards: [first], hang: true }, { HANG_AFTER: "500ms" });
    expect(await sensor.next("gpus")).toMatchObject({ readable: 0, reason: "hung" });
    smi.set({ hang: false });
    expect(await sensor.next("gpus", ({ readable }) => readable === 1)).toBeDefined();
    expect(smi.calls.length).toBeGreaterThan(1);
  });

  it("says of an nvidia-smi that writes no rows what it writes", async () => {
    const { sensor } = start({ cards: [], says: "Hello, world" }, { HANG_AFTER: "500ms" });
    const line = await sensor.next("gpus");
    expect(line).toMatchObject({ readable: 0, reason: "garbage" });
    expect(line.error).toContain("Hello, world");
  });

  it("says so where there is no nvidia-smi", async () => {
    const sensor = new Sensor({ NVIDIA_SMI: "/nowhere/nvidia-smi" });
    expect(await sensor.next("gpus")).toMatchObject({ readable: 0, reason: "not_installed" });
  });

  it.each([
    ["GPU_KIND", "voodoo"],
    ["OUR_CONTAINERS", "("],
    ["SENSOR_INTERVAL", "1m"],
  ])("refuses %s %s in a sentence", async (name, value) => {
    const sensor = new Sensor({ [name]: value });
    expect(await sensor.exit).toBe(64);
    expect(sensor.stderr).toMatch(new RegExp(`^sensor: ${name} .*${value.replace("(", "\\(")}.*\\.\n$`));
  });
});
