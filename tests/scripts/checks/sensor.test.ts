import type { StackConfig } from "../../../components/config/stack";
import { sensorCheck } from "../../../scripts/checks/sensor";

type Asked = Pick<StackConfig, "gpu" | "hostName" | "sensor">;

const withSensor = { gpu: "auto", hostName: "gpu-1", sensor: {} } as Asked;

function grafana(...lines: object[]) {
  const lokiLines = jest.fn(() =>
    Promise.resolve(lines.map((line) => ({ time: new Date(0), line: JSON.stringify(line) }))),
  );
  return { lokiLines } as unknown as Parameters<typeof sensorCheck>[1] & { lokiLines: jest.Mock };
}

describe("verify's line about graphics cards", () => {
  it("says how many are read, of this host", async () => {
    const asked = grafana({ probe: "gpus", readable: 1, cards: 2, vendor: "nvidia" });
    expect(await sensorCheck(withSensor, asked)).toEqual({
      what: "graphics cards",
      state: "ok",
      found: "2 (nvidia)",
    });
    expect(asked.lokiLines).toHaveBeenCalledWith(expect.stringContaining('host="gpu-1"'), 1);
  });

  it("says why they are not, in the sensor's words, and what to do", async () => {
    const error = "The NVIDIA driver is not loaded.";
    expect(await sensorCheck(withSensor, grafana({ probe: "gpus", readable: 0, error }))).toMatchObject({
      state: "failed",
      found: error,
      hint: expect.stringContaining("gpu off") as string,
    });
    expect(await sensorCheck(withSensor, grafana({ probe: "gpus", readable: 0 }))).toMatchObject({
      found: "not readable",
    });
  });

  it("says that the sensor is silent, or that Loki cannot be asked", async () => {
    const silent = { state: "failed", hint: expect.stringContaining("npm run up") as string };
    expect(await sensorCheck(withSensor, grafana())).toMatchObject(silent);
    const dead = { lokiLines: () => Promise.reject(new Error("no Loki")) };
    expect(await sensorCheck(withSensor, dead)).toMatchObject(silent);
  });

  it.each([
    ["off", "not read (gpu is off)"],
    ["auto", "not read: the Docker engine offers none"],
  ] as const)("is no failure where there is none, with gpu: %s", async (gpu, found) => {
    const without = { ...withSensor, gpu, sensor: undefined } as Asked;
    expect(await sensorCheck(without, grafana())).toMatchObject({ state: "ok", found });
  });
});
