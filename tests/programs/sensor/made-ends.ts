/** Ends of nvidia-smi, masks and refused fields, made in its formats, and what is to be read of them. */

const says = (words: string) => expect.stringContaining(words) as string;

export const ends: [number | null, string, string, object?][] = [
  [9, "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", "no_driver"],
  [
    15,
    "Unable to determine the device handle for GPU 0000:21:00.0: GPU is lost.  Reboot",
    "card_lost",
    { bus: "0000:21:00.0" },
  ],
  [
    255,
    "Unable to determine the device handle for GPU00000000:B1:00.0: Unknown Error",
    "card_lost",
    { bus: "0000:b1:00.0" },
  ],
  [16, "", "reset_needed"],
  [17, "", "blocked"],
  [255, "Failed to initialize NVML: Unknown Error", "blocked"],
  [
    18,
    "Failed to initialize NVML: Driver/library version mismatch\nNVML library version: 580.1",
    "version_mismatch",
  ],
  [6, "No devices were found", "no_card"],
  [4, "Failed to initialize NVML: Insufficient Permissions", "no_permission"],
  [127, "spawn nvidia-smi ENOENT", "not_installed"],
  [12, "", "not_installed"],
  [0, "Hello", "garbage"],
  [3, "", "failed", { error: says("offer") }],
  [8, "", "failed", { error: says("power cables") }],
  [10, "", "failed", { error: says("interrupts") }],
  [13, "", "failed", { error: says("too old") }],
  [14, "WARNING: infoROM is corrupted at gpu 0000:01:00.0", "failed", { error: says("infoROM") }],
  [15, "", "card_lost"],
  [
    0,
    "Unable to determine the device handle for GPU0: 0000:01:00.0: Unknown Error",
    "card_lost",
    { bus: "0000:01:00.0" },
  ],
  [1, "bash: nvidia-smi: command not found", "not_installed"],
  [126, "spawn nvidia-smi EACCES: permission denied", "no_permission"],
  [255, "Failed to initialize NVML: GPU access blocked by the operating system", "blocked"],
  [1, "couldn't find libnvidia-ml.so library in your system.", "not_installed"],
  [2, "Something new", "failed", { error: says("with status 2: Something new") }],
  [null, "", "failed"],
];

const mask = (bits: string) => `0x00000000000000${bits}`;
export const throttles: [string, object | null][] = [
  [mask("00"), { throttle: "", throttled: 0, power_capped: 0 }],
  [mask("01"), { throttle: "", throttled: 0, power_capped: 0 }],
  [mask("04"), { throttle: "", throttled: 0, power_capped: 1 }],
  [mask("20"), { throttle: "sw_thermal", throttled: 1, power_capped: 0 }],
  [mask("48"), { throttle: "hw_thermal", throttled: 1, power_capped: 0 }],
  [mask("88"), { throttle: "power_brake", throttled: 1, power_capped: 0 }],
  [mask("08"), { throttle: "hw_slowdown", throttled: 1, power_capped: 0 }],
  [mask("e4"), { throttle: "hw_thermal sw_thermal power_brake", throttled: 1, power_capped: 1 }],
  ["Active", null],
];

const refused = (field: string) => `Field "${field}" is not a valid field to query.`;
export const refusals: [string, string[], string[], string[]][] = [
  [
    "an older spelling",
    [refused("clocks_event_reasons.active")],
    ["clocks_throttle_reasons.active", "mig.mode.current"],
    ["clocks_event_reasons.active"],
  ],
  [
    "one left out",
    [refused("gpu_recovery_action")],
    ["clocks_event_reasons.active"],
    ["gpu_recovery_action"],
  ],
  ["one that was not asked for", [refused("x")], ["memory.used", "name"], ["mig.mode.current"]],
  [
    "very many",
    [
      "clocks_event_reasons.active",
      "gpu_recovery_action",
      "pstate",
      "mig.mode.current",
      "temperature.memory",
    ].map(refused),
    ["memory.used"],
    ["ecc.errors.uncorrected.volatile.total"],
  ],
];
