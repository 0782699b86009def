import { canary, event, generated, hours, says, started, times, told } from "./host-lines";
import type { RuleCase } from "./rule-case";

const model = (ago: number, share: number, name = "llama3:8b") =>
  says(ago, { probe: "model", model: name, size: 1, gpu_share: share });
const loads = (count: number) =>
  told(
    times(count, (i) => event(30 + i, "model_loaded")),
    "journal/event",
    "file/event",
  );

/** What becomes of models: loads, crashes, speed. */
export const modelCases: RuleCase[] = [
  { what: "4 loads that the journal and a file tell of", ollama: loads(4), fires: [] },
  { what: "7 loads that the journal and a file tell of", ollama: loads(7), fires: ["modelReloads"] },
  { what: "a failed load", ollama: [event(30, "load_failed")], fires: ["loadFailed"] },
  { what: "a dead runner", ollama: [event(30, "runner_terminated")], fires: ["runnerDied"] },
  {
    what: "a failed load, and the runner that ended with it",
    ollama: [event(31, "runner_terminated"), event(30, "load_failed")],
    fires: ["loadFailed"],
  },
  { what: "out of memory", ollama: [event(30, "out_of_memory")], fires: ["runnerDied"] },
  { what: "7 loads", ollama: times(7, (i) => event(30 + i, "model_loaded")), fires: ["modelReloads"] },
  { what: "6 loads", ollama: times(6, (i) => event(30 + i, "model_loaded")), fires: [] },
  {
    what: "an Ollama that starts again and again",
    ollama: times(4, (i) => event(60 + i * 20, "ollama_started")),
    fires: ["restarts"],
  },
  { what: "three starts", ollama: times(3, (i) => event(60 + i * 20, "ollama_started")), fires: [] },
  {
    what: "three starts that the journal and a file tell of",
    ollama: told(
      times(3, (i) => event(60 + i * 20, "ollama_started")),
      "journal/event",
      "file/event",
    ),
    fires: [],
  },
  {
    what: "a vLLM that dies while it loads, again and again",
    servers: times(4, (i) => started(60 + i * 120, "vllm")),
    fires: ["restarts"],
  },
  {
    what: "five model servers after a reboot",
    servers: times(5, (i) => started(60 + i, `gpu-${i}`)),
    fires: [],
  },
  {
    what: "a model partly on the CPU, before not",
    probe: [model(5, 0.6), model(2 * hours, 1)],
    fires: ["modelOnCpu"],
  },
  { what: "a model that never fitted", probe: [model(5, 0.6), model(2 * hours, 0.6)], fires: [] },
  { what: "a host without a GPU", probe: [model(5, 0), model(2 * hours, 0)], fires: [] },
  {
    what: "a third of the speed",
    probe: [model(5, 1)],
    ollama: [...times(5, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: ["slowGeneration"],
  },
  {
    what: "a third of the speed, but two models",
    probe: [model(5, 1), model(hours, 1, "small")],
    ollama: [...times(5, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: [],
  },
  {
    what: "a third of the speed in four answers",
    probe: [model(5, 1)],
    ollama: [...times(4, (i) => generated(30 + i, 10)), ...times(20, (i) => generated(2 * hours + i, 30))],
    fires: [],
  },
  {
    what: "a canary at a third of its speed",
    probe: [canary(30, 10), ...times(10, (i) => canary(2 * hours + i * 300, 30))],
    fires: ["slowGeneration"],
  },
  {
    what: "a process that tells of its death without a time, and Ollama of it",
    ollama: [
      [31, "CUDA error: out of memory", { event: "out_of_memory", form: "file/crash" }],
      [30, 'source=x msg="llama runner terminated"', { event: "runner_terminated", form: "file/event" }],
    ],
    fires: ["runnerDied"],
  },
  {
    what: "a GPU that is gone",
    ollama: [[30, "NVRM: Xid (PCI:0000:44:00): 79, GPU has fallen off", { event: "gpu_lost" }]],
    fires: ["runnerDied"],
  },
  {
    what: "a death of which a file tells that has just been found",
    ollama: [[30, "SIGSEGV: x", { event: "runner_terminated", history: "1" }]],
    fires: [],
  },
];
