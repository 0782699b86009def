import type { Entry } from "../once/loki-box";
import { says, times } from "../rules/host-lines";

/** The lines of which these hosts are made. */

/** Bytes of so many GB. */
export const gb = (count: number) => count * 1e9;

/** Rounds of the last five minutes, 15 s apart, the newest just now. */
export const rounds = (make: (ago: number) => Entry[]) => times(20, (i) => make(1 + i * 15)).flat();

/** What every host's probe says of it. */
export const healthy = (ago: number): Entry[] => [
  says(ago, {
    probe: "machine",
    ...{ cpus: 8, cpu_busy: 0.25, cpu_iowait: 0.05, cpu_steal: 0.01, load1: 4, load5: 4, load15: 4 },
    ...{ memory_total: gb(64), memory_available: gb(48), memory_free_share: 0.75 },
    ...{ swap_total: gb(8), swap_used: gb(2), net_errors: 3 },
    ...{ pressure_cpu: 0.1, pressure_memory: 0.02, pressure_io: 0.3 },
  }),
  says(ago, { probe: "process", process: "ollama", pid: 10, cpu: 0.5, memory: gb(1) }),
  // Two runners are one row.
  says(ago, { probe: "process", process: "llama-server", pid: 11, cpu: 1, memory: gb(3) }),
  says(ago, { probe: "process", process: "llama-server", pid: 12, cpu: 2, memory: gb(4) }),
];

/** Both disks, an hour ago and now: the root lost 10 GB in it, the models' disk nothing. */
export const disks: Entry[] = [3601, 1].flatMap((ago) => [
  disk(ago, "root", ago === 1 ? gb(50) : gb(60), 0.5),
  disk(ago, "models", gb(200), 0.9),
]);

function disk(ago: number, name: string, free: number, inodes: number): Entry {
  const share = free / gb(400);
  return says(ago, {
    probe: "disk",
    disk: name,
    ...{ disk_total: gb(400), disk_free: free, disk_free_share: share, inodes_free_share: inodes },
  });
}

export const sensor = (ago: number, fields: object = { readable: 1, cards: 1, vendor: "nvidia" }) =>
  says(ago, { probe: "gpus", ...fields });

export const card = (ago: number, gpu: string, fields: object) =>
  says(ago, { probe: "gpu", gpu, readable: 1, vendor: "nvidia", driver: "570.1", throttle: "", ...fields });

export const model = (ago: number, name: string, bytes: number) =>
  says(ago, { probe: "model", model: name, size: bytes, size_vram: bytes, gpu_share: 1 });

export const holder = (ago: number, holder: string, ours: 0 | 1, bytes: number) =>
  says(ago, {
    probe: "holder",
    gpu: "0",
    ...{ holder, kind: "container", image: `${holder}:1`, process: "python3", ours, memory: bytes, pids: 1 },
  });

/** Memory of a card, with its share. */
export const memory = (total: number, used: number) => ({
  memory_total: gb(total),
  memory_used: gb(used),
  memory_free: gb(total - used),
  memory_used_share: used / total,
});
