/** Outputs made in nvidia-smi's formats, and what is to be read of them. */

const id = "0123456789abcdef".repeat(4);
const outer = "fedcba9876543210".repeat(4);
const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** index, uuid, driver, bus, temperatures, uses, memory, power, limit, clock, pstate, reasons, mig, ecc, recovery, name */
const row = (changes: Record<number, string> = {}) => {
  const usual = [
    "0",
    "GPU-1",
    "570.10",
    "00000000:01:00.0",
    "61",
    "N/A",
    "93",
    "40",
    "24576",
    "20480",
    "3584",
  ];
  const rest = ["301.50", "350.00", "1800", "P2", "0x0000000000000000", "[N/A]", "[N/A]", "None"];
  return [...usual, ...rest, "NVIDIA GeForce RTX 3090"].map((each, at) => changes[at] ?? each).join(", ");
};

/** What a line is, the line, what is read of it (null: no card), and what is not. */
export const rows: [string, string, object | null, string[]?][] = [
  [
    "a consumer card",
    row(),
    {
      uuid: "GPU-1",
      memoryUntold: false,
      card: {
        ...{
          gpu: "0",
          name: "RTX 3090",
          vendor: "nvidia",
          bus: "0000:01:00.0",
          driver: "570.10",
          temperature: 61,
        },
        ...{ memory_total: 24 * GIB, memory_used: 20 * GIB, memory_free: 3584 * MIB, utilization: 0.93 },
        ...{
          power: 301.5,
          power_limit: 350,
          clock: 1800,
          pstate: "P2",
          throttle: "",
          throttled: 0,
          power_capped: 0,
        },
      },
    },
  ],
  [
    "a datacentre card with ECC and MIG",
    row({ 5: "70", 16: "Enabled", 17: "3", 6: "[N/A]", 19: "NVIDIA A100-SXM4-80GB" }),
    { card: { name: "A100-SXM4-80GB", temperature_memory: 70, mig: 1, ecc_uncorrected: 3 } },
  ],
  ["MIG switched off", row({ 16: "Disabled", 17: "0" }), { card: { mig: 0, ecc_uncorrected: 0 } }],
  [
    "absent values in every spelling",
    "2, , N/A, [N/A], [Not Supported], N/A, [Insufficient Permissions], [Unknown Error], [N/A], [N/A], , [N/A], [Not Found], [N/A], N/A, [N/A], [N/A], [N/A], [N/A], Tesla T4",
    { card: { gpu: "2", name: "Tesla T4" } },
  ],
  [
    "unified memory",
    row({ 8: "[N/A]", 9: "[N/A]", 10: "[N/A]", 19: "NVIDIA GB10" }),
    { memoryUntold: true, card: { name: "GB10" } },
  ],
  [
    "memory that may not be read is not unified",
    row({ 8: "[Insufficient Permissions]", 9: "[Insufficient Permissions]" }),
    { memoryUntold: false },
  ],
  ["free memory alone", row({ 9: "[N/A]" }), { card: { memory_used: 24 * GIB - 3584 * MIB } }],
  ["used memory alone", row({ 10: "[N/A]" }), { card: { memory_free: 4 * GIB } }],
  ["an overflow of memory", row({ 9: "17592186036877", 10: "[N/A]" }), { card: { memory_total: 24 * GIB } }],
  [
    "units in spite of nounits",
    row({ 8: "24576 MiB", 11: "99.00 W", 6: "12 %" }),
    { card: { memory_total: 24 * GIB, power: 99, utilization: 0.12 } },
  ],
  ["a name with a comma", row({ 19: "NVIDIA RTX A6000, rev 2" }), { card: { name: "RTX A6000, rev 2" } }],
  ["a card in a domain of its own", row({ 3: "00000001:0A:00.0" }), { card: { bus: "0001:0a:00.0" } }],
  ["a reset that is due", row({ 18: "GPU Reset" }), { card: { recovery: "reset" } }],
  ["a reboot that is due", row({ 18: "Reboot" }), { card: { recovery: "reboot" } }],
  ["a card to be emptied", row({ 18: "Drain P2P" }), { card: { recovery: "drain" } }],
  [
    "a card that is lost",
    row({ 4: "[GPU is lost]", 6: "[GPU is lost]" }),
    { fault: { reason: "card_lost" } },
  ],
  ["a card that wants a reset", row({ 4: "[GPU requires reset]" }), { fault: { reason: "reset_needed" } }],
  [
    "a card that knows nothing any more",
    "0, GPU-1, 570.10, 00000000:01:00.0" + ", [Unknown Error]".repeat(15) + ", X",
    { fault: { reason: "failed" } },
  ],
  [
    "a MIG card as a container may see it",
    row({ 6: "[Insufficient Permissions]", 7: "[Insufficient Permissions]", 16: "Enabled" }),
    { card: { mig: 1, memory_total: 24 * GIB, memory_used: 20 * GIB } },
  ],
  [
    "what newer drivers have given up",
    row({ 7: "[Requested functionality has been deprecated]", 14: "[Unknown]" }),
    { card: { utilization: 0.93 } },
    ["memory_utilization", "pstate"],
  ],
  [
    "an idle card",
    row({ 6: "0", 7: "0", 9: "0", 10: "24576" }),
    { card: { utilization: 0, memory_used: 0 } },
  ],
  [
    "a card that is lost in all that is asked",
    "1, [GPU is lost], [GPU is lost], 00000000:02:00.0" + ", [GPU is lost]".repeat(16),
    { card: { gpu: "1", bus: "0000:02:00.0" }, fault: { reason: "card_lost" } },
    ["name", "driver"],
  ],
  ["a utilization above all", row({ 6: "4294967295" }), { card: {} }, ["utilization"]],
  [
    "a temperature that is none",
    row({ 4: "-1", 5: "65535" }),
    { card: {} },
    ["temperature", "temperature_memory"],
  ],
  ["a power that is no number", row({ 11: "ERR!" }), { card: { power_limit: 350 } }, ["power"]],
  [
    "a laptop's card without a limit",
    row({ 12: "[N/A]", 14: "P8" }),
    { card: { power: 301.5, pstate: "P8" } },
  ],
  ["a driver of another branch", row({ 2: "535.183.01" }), { card: { driver: "535.183.01" } }],
  ["the tenth card", row({ 0: "10", 3: "00000000:C1:00.0" }), { card: { gpu: "10", bus: "0000:c1:00.0" } }],
  ["a line with blanks around it", ` ${row()} `, { card: { gpu: "0", name: "RTX 3090" } }],
  ["a card without a name", row({ 19: "" }), { card: { gpu: "0" } }, ["name"]],
  ["half a line", "0, GPU-1, 570.10, 000000", null],
  ["two lines that ran into each other", `0, GPU-1, 5${row()}`, null],
  ["bytes that are no text", "\u0000\ufffd\u0001", null],
  ["a table", "|   0  NVIDIA GeForce RTX 3090        Off |   00000000:01:00.0 Off |", null],
  ["a sentence", "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.", null],
  ["an empty line", "", null],
  ["a header", row({ 0: "index" }), null],
];

export const apps: [string, string, object | null][] = [
  [
    "a program by its path",
    "GPU-1, 4711, 20480, /usr/bin/python3",
    { uuid: "GPU-1", pid: 4711, process: "python3", memory: 20 * GIB },
  ],
  [
    "a title",
    "GPU-1, 9, 512, VLLM::EngineCore",
    { uuid: "GPU-1", pid: 9, process: "VLLM::EngineCore", memory: 512 * MIB },
  ],
  [
    "a name with commas and blanks",
    "GPU-1, 9, 512, /opt/My Tool, v2",
    { uuid: "GPU-1", pid: 9, process: "My Tool, v2", memory: 512 * MIB },
  ],
  [
    "arguments are nobody's business",
    "GPU-1, 9, 512, /usr/bin/python train.py --token=abc",
    { uuid: "GPU-1", pid: 9, process: "python train.py", memory: 512 * MIB },
  ],
  ["no size (WSL2)", "GPU-1, 9, [N/A], /usr/bin/python3", { uuid: "GPU-1", pid: 9, process: "python3" }],
  ["no name", "MIG-1, 9, 512, [Not Found]", { uuid: "MIG-1", pid: 9, memory: 512 * MIB }],
  ["more than any card has", "GPU-1, 9, 17592186036877, a", { uuid: "GPU-1", pid: 9, process: "a" }],
  [
    "a program of Windows",
    "GPU-1, 9, 1, C:\\Tools\\a.exe",
    { uuid: "GPU-1", pid: 9, process: "a.exe", memory: MIB },
  ],
  ["a pid that is none", "GPU-1, -, 512, a", null],
  ["a lost card's", "[GPU is lost], 9, 512, a", null],
  ["half a line", "GPU-1, 9", null],
  ["a sentence", "No running processes found", null],
];

export const cgroups: [string, string, string | null][] = [
  ["Docker, cgroup v1", `12:devices:/docker/${id}\n1:name=systemd:/docker/${id}\n`, id],
  ["Docker, cgroup v2", `0::/system.slice/docker-${id}.scope\n`, id],
  ["Docker, seen from a namespace", `0::/../docker-${id}.scope\n`, id],
  [
    "Podman",
    `0::/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${id}.scope/container\n`,
    id,
  ],
  ["containerd", `0::/system.slice/cri-containerd-${id}.scope\n`, id],
  ["Kubernetes, cgroup v1", `4:memory:/kubepods/besteffort/pod0f-1/${id}\n`, id],
  ["containerd of Kubernetes", `11:cpu:/kubepods-pod1.slice:cri-containerd:${id}\n`, id],
  ["a container in a container", `0::/docker/${outer}/docker/${id}\n`, outer],
  ["a service", "0::/system.slice/ollama.service\n", null],
  ["nothing", "", null],
];
