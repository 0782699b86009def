import type { Case } from "../support/pipeline-parts";

/** Lines about GPUs, as the parts of the pipeline that read them are tried with. */

export const gpu: Case[] = [
  ...[
    ...["inference compute", "gpu memory", "offload library=cuda layers.requested=-1", "kv cache"],
    ...["failure during llama-server GPU discovery", "gpu VRAM usage didn't recover within timeout"],
  ].map((slog_msg): Case => {
    const said = /^offload|^gpu VRAM usage didn|^[^=]+$/.exec(slog_msg)?.[0] ?? "";
    return { lines: "time=x", given: { slog_msg }, sent: [{ gpu_said: said }] };
  }),
  {
    lines: "cmn  common_param:   - CUDA0   : NVIDIA GeForce RTX 3090 (24124 MiB, 402 MiB free)",
    sent: [
      {
        gpu_said: "cmn  common_param:   - CUDA0   : NVIDIA GeForce RTX 3090 (24124 MiB, 402 MiB free)",
        llama_gpu: "CUDA0",
      },
    ],
  },
  {
    lines: "llama_kv_cache:      ROCm0 KV buffer size =   768.00 MiB",
    sent: [
      { gpu_said: "llama_kv_cache:      ROCm0 KV buffer size = ", llama_gpu: "ROCm0", llama_kind: "KV " },
    ],
  },
  {
    lines: "x_print: |   - CUDA0 (GTX 1080 Ti) | 11165 = 8702 + (10001 =  9814 +     134 +      51) + 175 |",
    sent: [
      {
        gpu_said:
          "x_print: |   - CUDA0 (GTX 1080 Ti) | 11165 = 8702 + (10001 =  9814 +     134 +      51) + 175",
        ...{ llama_gpu: "CUDA0", llama_total: "11165", llama_free: "8702", llama_rest: "175" },
      },
    ],
  },
  ...[
    "load_tensors:   CPU_Mapped model buffer size =  1104.61 MiB",
    "sched_reserve:  CUDA_Host compute buffer size =    28.01 MiB",
    "load_tensors: offloading 48 repeating layers to GPU",
    "slot update_slots: id  0 | task 0 | cached n_tokens = 512, memory_seq_rm [512, end)",
  ].map((lines): Case => ({ lines, sent: [{}] })),
];

const gib = 1024 ** 3;
const json = (fields: Record<string, string | number>) =>
  `{${Object.entries(fields)
    .map(([name, value]) => `"${name}":"${value}",`)
    .join("")}"":""}`;
const told = (
  said: string,
  line: string,
  fields: Record<string, string | number>,
  given: Record<string, string> = {},
): Case => ({ lines: line, given: { gpu_said: said, ...given }, sent: [{ gpu_said: json(fields) }] });
const found = 'msg="inference compute" id=0 filter_id="" library=';

export const gpuMemory: Case[] = [
  told("inference compute", `${found}CUDA name=CUDA0 total="24.0 GiB" available="512.0 MiB"`, {
    ...{ gpu_free: gib / 2, gpu_total: 24 * gib, event: "gpu_found", gpu: "CUDA0", gpu_library: "cuda" },
  }),
  told("inference compute", `${found}metal name="" total="16.0 GiB" available="16.0 GiB"`, {
    ...{ gpu_free: 16 * gib, gpu_total: 16 * gib, event: "gpu_found", gpu: "MTL0", gpu_library: "metal" },
  }),
  told("inference compute", `${found}cpu name=cpu total="16.0 GiB" available="1.0 TiB"`, {
    ...{ host_free: 1024 * gib, host_total: 16 * gib, event: "gpu_missing", gpu_library: "cpu" },
  }),
  // No number of these is possible; what is left of the line stays.
  told("gpu memory", `id=GPU-1-2 library=CUDA free="17592186036877 MiB"`, { gpu_library: "cuda" }),
  told("gpu memory", `msg="gpu memory" id=1 library=ROCm free="-3.0 GiB"`, {
    gpu: "ROCm1",
    gpu_library: "rocm",
  }),
  told("offload", `msg=offload library=cuda layers.model=2001 layers.offload=2000`, {
    ...{ layers_offloaded: 2000, gpu_library: "cuda" },
  }),
  told(
    "offload",
    `msg="offload to cuda" layers.model=9 layers.offload=8 memory.available="[1.0 GiB 2.0 GiB]"`,
    {
      ...{ layers_offloaded: 8, layers: 9, gpu_free: 3 * gib, gpu_library: "cuda" },
    },
  ),
  told("kv cache", `msg="kv cache" device=CUDA1 size="1.0 GiB"`, {
    ...{ gpu_kv: gib, gpu: "CUDA1", gpu_library: "cuda" },
  }),
  told("model weights", `msg="model weights" device=CPU size="60.9 GiB"`, {}),
  told("failure during GPU discovery", "x", { event: "gpu_discovery_failed" }),
  told("llama-server load failed; evicting", "x", { event: "model_evicted" }),
  told("gpu VRAM usage didn", "x", { event: "vram_not_recovered" }),
  told(
    "sched_reserve: x",
    "sched_reserve:  MTL0 compute buffer size =  1.00 MiB",
    {
      ...{ gpu_compute: 1024 ** 2, gpu: "MTL0", gpu_library: "metal" },
    },
    { llama_gpu: "MTL0", llama_kind: "compute " },
  ),
  // What is planned and does not fit tells of nobody; after a load what is over is others'.
  told(
    "common_memory_breakdown_print: x",
    "x",
    {},
    {
      ...{ llama_gpu: "CUDA0", llama_total: "24124", llama_free: "402", llama_rest: "7775" },
    },
  ),
  told(
    "llama_print_memory_breakdown: x",
    "x",
    {
      ...{ gpu_free: 1000 * 1024 ** 2, gpu_total: 1451 * 1024 ** 2, gpu: "CUDA0", gpu_library: "cuda" },
    },
    { llama_gpu: "CUDA0", llama_total: "1451", llama_free: "9", llama_rest: "451" },
  ),
  told("slot", "slot x: id  0 | task 0 | new prompt, n_keep = 4, task.n_tokens = 293", { asked_tokens: 293 }),
  told("slot", "slot x: id  0 | task 0 | draft acceptance = 0.7 (  131 accepted /   188 generated)", {
    ...{ draft_accepted: 131, draft_tokens: 188 },
  }),
];

export const gpuFields: Case[] = [
  {
    lines: "x",
    given: { gpu_said: json({ gpu_free: gib, event: "gpu_found", gpu: "CUDA0", layers: 3 }) },
    sent: [{ gpu_free: String(gib), event: "gpu_found", gpu: "CUDA0", layers: "3" }],
  },
  { lines: "x", given: { event: "load_failed" }, sent: [{ event: "load_failed" }] },
];
