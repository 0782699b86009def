import type { Case } from "../support/pipeline-parts";

/** Lines of the kernel, as the parts of the pipeline that read them are tried with. */

const of = (job: string) => ({ job, ...(job === "kernel" ? { unit: "kernel" } : {}) });
const kernel = (lines: string, ...sent: Record<string, string>[]): Case => ({
  ...{ lines, labels: of("kernel"), sent },
});
const noise = [
  "usb 1-1: new device",
  "NVRM: GPU Board Serial Number: 0",
  "NVRM: nvAssertOkFailedNoLog: Assertion failed: Reset required [NV_ERR_RESET_REQUIRED]",
  "llama-server invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0",
  "oom_reaper: reaped process 4711 (llama-server), now anon-rss:0kB, file-rss:0kB, shmem-rss:0kB",
  "amdgpu 0000:c2:00.0: Dumping IP State",
  // A floppy that is not there is no disk that fails.
  "blk_update_request: I/O error, dev fd0, sector 0 op 0x0:(READ)",
  "EXT4-fs (sda2): mounted filesystem with ordered data mode",
];
const kept = [
  "NVRM: Xid (PCI:0000:44:00): 79, GPU has fallen off the bus.",
  "NVRM: GPU 0000:01:00.0: GPU has fallen off the bus.",
  "NVRM: API mismatch: the client has version 550.54.15, but this kernel module has version 535.161.07",
  "amdgpu 0000:03:00.0: amdgpu: GPU reset begin!",
  "amdgpu 0000:c2:00.0: ring gfx_0.0.0 timeout, signaled seq=166926, emitted seq=166928",
  "Memory cgroup out of memory: Killed process 7 (ollama) total-vm:1kB",
  "Out of memory: Killed process 7 (chrome) total-vm:1kB",
  "Buffer I/O error on dev sdb, logical block 5, async page read",
  "XFS (sdc1): Corruption of in-memory data detected.  Shutting down filesystem",
];

export const kernelDrops: Case[] = [
  ...noise.map((lines) => kernel(lines)),
  ...kept.map((lines) => kernel(lines, {})),
  { lines: "usb 1-1: new device", labels: of("ollama-service"), sent: [{}] },
];

const xid = (number: number, kind: string, level = "error"): Case =>
  kernel(`NVRM: Xid (PCI:0000:01:00): ${number}, pid='<unknown>', name=<unknown>, x`, {
    ...{ xid: String(number), xid_kind: kind, event: "gpu_xid", level },
  });

export const kernelEvents: Case[] = [
  xid(79, "hardware"),
  xid(48, "hardware"),
  xid(31, "application", "warn"),
  xid(154, "consequence"),
  xid(45, "consequence"),
  xid(119, "driver"),
  // None that NVIDIA has named so far.
  xid(999, "driver"),
  kernel("NVRM: GPU 0000:01:00.0: GPU has fallen off the bus.", { level: "error" }),
  kernel("NVRM: fallen off the bus and is not responding to commands.", {
    ...{ kernel_said: "fallen off the bus and is not", event: "gpu_fallen", level: "error" },
  }),
  ...(
    [
      [
        "amdgpu 0000:c2:00.0: ring gfx_0.0.0 timeout, signaled seq=1",
        "ring gfx_0.0.0 timeout",
        "gpu_timeout",
      ],
      ["amdgpu 0000:04:00.0: amdgpu: [gfxhub] page fault (src_id:0 ring:32)", "page fault", "gpu_timeout"],
      ["i915 0000:00:02.0: [drm] GPU HANG: ecode 12:1:85dffffb", "GPU HANG", "gpu_timeout"],
      ["amdgpu 0000:03:00.0: amdgpu: GPU reset begin!", "GPU reset begin", "gpu_reset"],
    ] as const
  ).map(([lines, kernel_said, event]) => kernel(lines, { kernel_said, event, level: "error" })),
  kernel("amdgpu 0000:c2:00.0: Ring gfx_0.0.0 reset succeeded", {
    ...{ kernel_said: "reset succeeded", level: "info" },
  }),
  ...(
    [
      ["Out of memory: Killed process 4711 (VLLM::EngineCor) total-vm:1kB, anon-rss:1kB", "VLLM::EngineCor"],
      ["Memory cgroup out of memory: Killed process 22 (ollama) total-vm:1kB", "ollama"],
      ["Killed process 22 ((sd-pam)), UID 1000, total-vm:1kB", "(sd-pam)"],
    ] as const
  ).map(([lines, victim]) => kernel(lines, { victim, event: "oom_kill", level: "error" })),
  {
    ...kernel("I/O error, dev sdb, sector 1", { event: "disk_error", level: "error" }),
    given: { crash: "x" },
  },
];
