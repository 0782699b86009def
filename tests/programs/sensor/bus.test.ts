import { fakeCard, FakeNvidiaSmi, type FakeState } from "../../support/fake-nvidia-smi";
import { MadePci } from "../../support/made-pci";
import { Sensor, type SensorLine, stopSensors } from "../../support/sensor";

/** What the sensor knows of cards from the PCI bus, where nvidia-smi does not tell. */

jest.setTimeout(30_000);

afterEach(stopSensors);

const [first, second] = [fakeCard(0), fakeCard(1)];
const [one, two] = ["0000:01:00.0", "0000:02:00.0"];

function start(state: FakeState, pci: MadePci, env: Record<string, string> = {}) {
  const smi = new FakeNvidiaSmi(state);
  return { smi, sensor: new Sensor({ NVIDIA_SMI: smi.file, SYS: pci.sys, ...env }) };
}

describe("a card that was lost before the sensor started", () => {
  const lost = { gone: true };

  it.each([
    ["nvidia-smi names it", false],
    ["only the bus knows which", true],
  ])("is told, and the others are read: %s", async (_, nameless) => {
    const pci = new MadePci({ [one]: {}, [two]: lost });
    const { sensor } = start({ cards: [first, second], lost: 1, nameless }, pci);
    expect(await sensor.next("gpus")).toEqual({ probe: "gpus", readable: 1, cards: 1, vendor: "nvidia" });
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "0")).toMatchObject({ readable: 1 });
    expect(await sensor.next("gpu", ({ bus }) => bus === two)).toMatchObject({
      gpu: two,
      readable: 0,
      reason: "card_lost",
    });
  });

  it("is told where the driver passes it by and gives its number to another", async () => {
    const pci = new MadePci({ [one]: lost, [two]: {} });
    const renumbered = { ...second, fields: { ...second.fields, index: "0" } };
    const { sensor } = start({ cards: [renumbered] }, pci);
    expect(await sensor.next("gpu", ({ gpu }) => gpu === "0")).toMatchObject({ readable: 1, bus: two });
    expect(await sensor.next("gpu", ({ bus }) => bus === one)).toMatchObject({ gpu: one, readable: 0 });
  });

  it("is told where it is the only one", async () => {
    const { sensor } = start({ cards: [first], lost: 0 }, new MadePci({ [one]: lost }));
    expect(await sensor.next("gpus")).toMatchObject({ readable: 0, reason: "card_lost" });
    expect(await sensor.next("gpu")).toMatchObject({ bus: one, readable: 0, reason: "card_lost" });
  });

  it("is none where the bus shows other devices that do not answer, or another driver has the card", async () => {
    const pci = new MadePci({
      [one]: {},
      "0000:01:00.1": { class: "0x040300", gone: true },
      "0000:03:00.0": { driver: "vfio-pci", gone: true },
      "0000:04:00.0": { vendor: "0x1002", gone: true },
    });
    const { sensor } = start({ cards: [first] }, pci);
    await sensor.next("gpus");
    await sensor.next("gpus");
    expect(sensor.lines.filter(({ readable }) => readable !== 1)).toEqual([]);
  });
});

it("a card that takes another's number when that one is lost is not told as lost itself", async () => {
  const pci = new MadePci({ [one]: {}, [two]: {} });
  const { smi, sensor } = start({ cards: [first, second] }, pci);
  await sensor.next("gpus", ({ cards }) => cards === 2);
  pci.set(one, { gone: true });
  smi.set({ cards: [{ ...second, fields: { ...second.fields, index: "0" } }] });
  expect(await sensor.next("gpu", ({ readable }) => readable === 0)).toMatchObject({
    ...{ gpu: one, bus: one, name: "RTX 3090", reason: "card_lost" },
  });
  await sensor.next("gpus");
  expect(sensor.lines.filter(({ bus, readable }) => bus === two && readable === 0)).toEqual([]);
});

describe("a card that sleeps when nobody uses it", () => {
  const idle = fakeCard(0, { "utilization.gpu": "0", "memory.used": "3", "memory.free": "24573" });
  const asleep = { status: "suspended", slept: 4711 } as const;
  const resting = ({ error }: SensorLine) => String(error).includes("sleep");

  it("is not woken by the sensor's start, and read once somebody uses it", async () => {
    const pci = new MadePci({ [one]: asleep });
    const { smi, sensor } = start({ cards: [first] }, pci);
    expect(await sensor.next("gpus")).toMatchObject({
      readable: 1,
      cards: 1,
      error: expect.any(String) as string,
    });
    await sensor.next("gpus", resting);
    expect(smi.calls).toEqual([]);
    pci.set(one, { slept: 4711 });
    expect(await sensor.next("gpu")).toMatchObject({ readable: 1, utilization: 0.37 });
  });

  it("is left alone when it is idle, and asked again if it stays awake", async () => {
    const pci = new MadePci({ [one]: { slept: 4711 } });
    const { smi, sensor } = start({ cards: [idle] }, pci);
    await sensor.next("gpu");
    await sensor.next("gpus", resting);
    expect(await sensor.next("gpu")).toMatchObject({ readable: 1 });
    expect(smi.calls).toHaveLength(2);
  });

  it.each([
    ["a card at work", {}, { slept: 4711 }],
    ["an idle card that has never slept", idle.fields, {}],
  ])("%s goes on being asked", async (_, fields, device) => {
    const { smi, sensor } = start({ cards: [fakeCard(0, fields)] }, new MadePci({ [one]: device }));
    // More rounds than an idle one is left alone after.
    for (let round = 0; round < 8; round++) await sensor.next("gpus");
    expect(sensor.lines.filter(resting)).toEqual([]);
    expect(smi.calls).toHaveLength(1);
  });
});
