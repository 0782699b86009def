import { alive, card, cards, fallen, found, inVain, model, none, ours, unreadable, xid } from "./gpu-lines";
import { event, generated, hours, request, says, times } from "./host-lines";
import type { RuleCase } from "./rule-case";

const slowed = { throttled: 1, throttle: "hw_thermal", utilization: 0.9 };
const failedLoad = event(40, "load_failed");
const slowAnswers = [
  ...times(5, (i) => generated(30 + i, 10)),
  ...times(20, (i) => generated(2 * hours + i, 30)),
];

const faults: RuleCase[] = [
  { what: "an Xid of the hardware", kernel: [xid(60, 48, "hardware")], fires: ["gpuFault"] },
  { what: "a card that fell off the bus", kernel: [fallen], fires: ["gpuFault"] },
  {
    what: "Xids of programs",
    kernel: [13, 31, 43].map((number) => xid(60, number, "application")),
    fires: [],
  },
  {
    what: "Xids that follow, and of the driver",
    kernel: [xid(60, 45, "consequence"), xid(60, 119, "driver")],
    fires: [],
  },
  { what: "an Xid of the hardware two hours ago", kernel: [xid(2 * hours, 48, "hardware")], fires: [] },
  { what: "a sensor that says the card is gone", probe: unreadable("card_lost"), fires: ["gpuFault"] },
  { what: "a card that needs a reset", probe: unreadable("reset_needed"), fires: ["gpuFault"] },
  {
    what: "one card of two that is gone",
    probe: [...cards(), says(10, { probe: "gpu", gpu: "1", readable: 0, reason: "card_lost" })],
    fires: ["gpuFault"],
  },
  {
    what: "a card that was gone and is back",
    probe: [...cards(), says(40, { probe: "gpu", gpu: "0", readable: 0, reason: "card_lost" })],
    fires: [],
  },
  {
    what: "a card that is back, and what its absence did is still counted",
    probe: [...cards({}, 0, 60), ...unreadable("card_lost", 120).filter(([ago]) => ago >= 75)],
    ollama: [event(90, "runner_terminated"), event(80, "gpu_lost")],
    fires: [],
  },
  { what: "a driver that wants a reset", probe: cards({ recovery: "reset" }), fires: ["gpuFault"] },
  {
    what: "memory errors that become more",
    probe: [...cards({ ecc_uncorrected: 2 }, 0, 300), ...cards({ ecc_uncorrected: 1 }, 315)],
    fires: ["gpuFault"],
  },
  { what: "memory errors of long ago", probe: cards({ ecc_uncorrected: 2 }), fires: [] },
  {
    what: "a card that is gone, and all that follows from it",
    probe: [...unreadable("card_lost"), model(5, 0), model(2 * hours, 1)],
    webui: [...times(20, (i) => request(30 + i, 200, 90)), ...times(20, (i) => request(30 + i, 500))],
    kernel: [xid(60, 79, "hardware"), fallen],
    ollama: [found(5 * hours), none(50), event(45, "gpu_lost"), failedLoad, ...inVain, ...slowAnswers],
    fires: ["gpuFault"],
  },
];

const others: RuleCase[] = [
  { what: "a card slowed down at work", probe: cards(slowed), fires: ["gpuThrottled"] },
  {
    what: "a card slowed down at work, and slow answers",
    probe: [...cards(slowed), model(6, 1)],
    ollama: slowAnswers,
    fires: ["gpuThrottled"],
  },
  { what: "a card slowed down that does nothing", probe: cards({ ...slowed, utilization: 0.2 }), fires: [] },
  {
    what: "a card slowed down every other round",
    probe: times(40, (i) => card(30 * i, slowed))
      .concat(times(40, (i) => card(30 * i + 15, { utilization: 0.9 })))
      .flat(),
    fires: [],
  },
  {
    what: "a card that was slowed down until a round ago",
    probe: [...card(5, { utilization: 0.9 }), ...cards(slowed, 20)],
    fires: [],
  },
  { what: "a card at its power limit", probe: cards({ power_capped: 1, utilization: 1 }), fires: [] },
  { what: "a busy card of our own", probe: [...ours, model(5, 1)], ollama: [generated(30)], fires: [] },
  { what: "a sensor that reads nothing any more", probe: unreadable("hung"), fires: ["sensorBlind"] },
  { what: "a sensor that is silent", probe: [...alive, ...cards({}, 600)], fires: ["sensorBlind"] },
  {
    what: "a sensor that was switched off",
    probe: [...alive, ...cards({}, 600), says(10, { probe: "machine", sensor: 0 })],
    fires: [],
  },
  {
    what: "a sensor that was switched on again, and is silent",
    probe: [
      ...alive,
      ...cards({}, 600),
      says(300, { probe: "machine", sensor: 0 }),
      says(10, { probe: "machine" }),
    ],
    fires: ["sensorBlind"],
  },
  { what: "a sensor that was started anew", probe: [...alive, ...cards({}, 60), ...card(15)], fires: [] },
  {
    what: "a sensor that never read a card",
    probe: [says(10, { probe: "gpus", readable: 0, reason: "no_card" })],
    fires: [],
  },
];

/** Cards that are broken or slowed down, and sensors: what fires, and what is only a card at work. */
export const gpuFaultCases: RuleCase[] = [...faults, ...others];
