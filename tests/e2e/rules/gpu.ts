import {
  cards,
  discoveryFailed,
  found,
  heldBy,
  inVain,
  load,
  model,
  none,
  ours,
  settings,
  unreadable,
} from "./gpu-lines";
import { event, generated, hours, request, times } from "./host-lines";
import type { RuleCase } from "./rule-case";

const failedLoad = event(40, "load_failed");
const slowAnswers = [
  ...times(5, (i) => generated(30 + i, 10)),
  ...times(20, (i) => generated(2 * hours + i, 30)),
];

const held: RuleCase[] = [
  {
    what: "a trainer on the card while a load fails",
    probe: heldBy(0.98),
    ollama: [failedLoad],
    fires: ["gpuHeld"],
  },
  {
    what: "half of a card held while a load fails",
    probe: heldBy(0.5),
    ollama: [failedLoad],
    fires: ["gpuHeld"],
  },
  {
    what: "less than half of a card held while a load fails",
    probe: heldBy(0.49),
    ollama: [failedLoad],
    fires: ["loadFailed"],
  },
  {
    what: "training on the card while all is well",
    probe: [...heldBy(0.98), model(5, 1)],
    ollama: [generated(30)],
    fires: [],
  },
  {
    what: "a trainer on the card and a damaged model file",
    probe: heldBy(0.98),
    ollama: [[40, 'source=sched.go:1 msg="load failed: unexpected EOF"', { event: "load_failed" }]],
    fires: ["loadFailed"],
  },
  {
    what: "a trainer on the card, a model partly on the CPU",
    probe: [...heldBy(0.98), model(5, 0.4), model(2 * hours, 1)],
    fires: ["gpuHeld"],
  },
  {
    what: "a trainer on the card, a model too big for it",
    probe: [...heldBy(0.6), model(5, 0.3, 40)],
    fires: [],
  },
  {
    what: "a trainer on the card, a load with few layers",
    probe: heldBy(0.98),
    ollama: [found(5 * hours), load(100, 3)],
    fires: ["gpuHeld"],
  },
  {
    what: "a trainer on the card, few layers, then all",
    probe: heldBy(0.98),
    ollama: [found(5 * hours), load(100, 3), load(60, 33)],
    fires: [],
  },
  {
    what: "a trainer on the card of an Ollama that runs on the CPU on purpose",
    probe: heldBy(0.98),
    ollama: [load(100, 0, {})],
    fires: [],
  },
  { what: "a trainer on the card, a hang", probe: heldBy(0.98), ollama: inVain, fires: ["gpuHeld"] },
  {
    what: "own models that fill the card while a load fails",
    probe: ours,
    ollama: [failedLoad],
    fires: ["loadFailed"],
  },
  {
    what: "a trainer that has gone since the load failed",
    probe: [...heldBy(0.98, 120), ...cards({ held_ours: 0, held_others: 0 }, 0, 105)],
    ollama: [[150, 'source=x msg="load failed"', { event: "load_failed" }]],
    fires: [],
  },
  {
    what: "a trainer on the card, and all that follows from it",
    probe: [...heldBy(0.98), model(5, 0.4), model(2 * hours, 1)],
    webui: [...times(20, (i) => request(30 + i, 200, 90)), ...times(20, (i) => request(30 + i, 500))],
    ollama: [event(45, "out_of_memory"), failedLoad, ...slowAnswers],
    fires: ["gpuHeld"],
  },
];

const missing: RuleCase[] = [
  {
    what: "an Ollama that starts without the card it had",
    ollama: [found(5 * hours), none(60)],
    fires: ["gpuMissing"],
  },
  {
    what: "an Ollama that starts without the card its models used",
    probe: [model(2 * hours, 1)],
    ollama: [none(60)],
    fires: ["gpuMissing"],
  },
  {
    what: "an Ollama that finds its card again",
    ollama: [found(5 * hours), none(600), found(60)],
    fires: [],
  },
  {
    what: "an Ollama without a card, then a model on it",
    probe: [model(5, 1), model(2 * hours, 1)],
    ollama: [none(60)],
    fires: [],
  },
  { what: "a start on a host that never had a card", probe: [model(5, 0)], ollama: [none(60)], fires: [] },
  { what: "discovery that fails", ollama: [found(5 * hours), discoveryFailed(60)], fires: ["gpuMissing"] },
  {
    what: "two Ollamas, one of them without a card by purpose",
    container: [found(5 * hours)],
    ollama: [none(60)],
    probe: [model(5, 1)],
    fires: [],
  },
  {
    what: "an Ollama that never had the card which the sensor reads",
    probe: [...cards(), model(5, 0), model(2 * hours, 0)],
    ollama: [none(60)],
    fires: [],
  },
  {
    what: "a driver that was updated beside an Ollama that never had the card",
    probe: [...unreadable("version_mismatch"), model(5, 0)],
    ollama: [none(60)],
    fires: ["sensorBlind"],
  },
  {
    what: "an Ollama that is told to do without the card it had",
    probe: [model(2 * hours, 1)],
    ollama: [found(5 * hours), settings(61, "HIP_VISIBLE_DEVICES:-1"), none(60)],
    fires: [],
  },
  {
    what: "an Ollama whose library was chosen for the CPU",
    ollama: [found(5 * hours), settings(61, "OLLAMA_LLM_LIBRARY:cpu_avx2"), none(60)],
    fires: [],
  },
  {
    what: "an Ollama that was told to do without a card, and now is not",
    ollama: [
      ...[found(8 * hours), settings(5 * hours, "HIP_VISIBLE_DEVICES:-1"), none(5 * hours - 1)],
      ...[settings(61, "HIP_VISIBLE_DEVICES:0"), none(60)],
    ],
    fires: ["gpuMissing"],
  },
  {
    what: "a container that may not use the card any more",
    probe: unreadable("blocked"),
    fires: ["gpuMissing"],
  },
  { what: "a driver that was updated", probe: unreadable("version_mismatch"), fires: ["gpuMissing"] },
  {
    what: "a sensor that lost the card beside an Ollama that has it",
    probe: [...unreadable("blocked"), model(5, 1)],
    fires: ["sensorBlind"],
  },
  {
    what: "a card that is missing, and all that follows from it",
    probe: [...unreadable("blocked"), model(5, 0), model(2 * hours, 1)],
    webui: [...times(20, (i) => request(30 + i, 200, 90)), ...times(20, (i) => request(30 + i, 500))],
    ollama: [found(5 * hours), none(300), event(45, "gpu_lost"), failedLoad, ...inVain, ...slowAnswers],
    fires: ["gpuMissing"],
  },
  {
    what: "a card that others have filled, which cannot be opened",
    probe: heldBy(0.98),
    ollama: [found(5 * hours), discoveryFailed(60)],
    fires: [],
  },
];

/** The GPU under the models, held by others or missing: what fires, and what is only a card at work. */
export const gpuCases: RuleCase[] = [...held, ...missing];
