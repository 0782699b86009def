import { modelsAt } from "./cards";
import { type Entry, gib } from "./entry";
import type { Moment } from "./moment";

/** What Ollama and its llama-server say of a load of the larger model. */
export function loadLines(moment: Moment): Entry[] {
  const { time, trainer } = moment;
  const model = modelsAt(moment).find(({ gpu }) => gpu === "1");
  if (!model) return [];
  const layers = Math.round((63 * model.held) / model.size);
  const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(2);
  const [weights, kv, compute] = [model.held * 0.86 * gib, model.held * 0.1 * gib, model.held * 0.04 * gib];
  const free = (trainer ? 3.1 : 23.6) * gib;
  const buffer = (what: string, field: string, bytes: number, ago: number): Entry => [
    time - ago,
    `load_tensors:        CUDA1 ${what} buffer size = ${mib(bytes)} MiB`,
    { gpu: "CUDA1", gpu_library: "cuda", [field]: String(Math.round(bytes)) },
  ];
  const slog = (source: string, msg: string) =>
    `time=${new Date(time).toISOString()} level=INFO source=${source} msg="${msg}"`;
  const seconds = trainer ? "31.40" : "9.12";
  return [
    [
      time - 9000,
      `cmn  common_param:   - CUDA1   : NVIDIA GeForce RTX 4090 (24576 MiB, ${Math.round(free / 2 ** 20)} MiB free)`,
      {
        ...{ gpu: "CUDA1", gpu_library: "cuda" },
        gpu_total: String(24 * gib),
        gpu_free: String(Math.round(free)),
      },
    ],
    [
      time - 8000,
      `load_tensors: offloaded ${layers}/63 layers to GPU`,
      { layers_offloaded: String(layers), layers: "63" },
    ],
    buffer("model", "gpu_weights", weights, 7000),
    buffer("KV", "gpu_kv", kv, 6000),
    buffer("compute", "gpu_compute", compute, 5000),
    [
      time - 20,
      slog("llama_server.go:1362", `llama-server started in ${seconds} seconds`),
      { level: "info", event: "runner_started", load_duration: `${seconds}s`, form: "journal/event" },
    ],
    [
      time - 10,
      slog("sched.go:728", "loaded runners"),
      { level: "info", event: "model_loaded", form: "journal/event" },
    ],
  ];
}
