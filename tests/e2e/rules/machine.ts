import { killed } from "./gpu-lines";
import { event, hours, says, times } from "./host-lines";
import type { RuleCase } from "./rule-case";

const gb = 1e9;
const memory = (share: number) => [says(5, { probe: "machine", memory_free_share: share })];
/** The root disk, of 100 GB. */
const disk = (ago: number, free: number, inodes = 0.9) =>
  says(ago, {
    probe: "disk",
    disk: "root",
    ...{ disk_total: 100 * gb, disk_free: free * gb, disk_free_share: free / 100, inodes_free_share: inodes },
  });
/** The same each ten minutes of the last hours, of which it loses so many GB each. */
const filling = (now: number, anHour: number) => times(36, (i) => disk(i * 600 + 5, now + (i / 6) * anHour));
const loki = (free: number) =>
  says(20, { probe: "loki", up: 1, disk_total: 100 * gb, disk_free_share: free / 100 });

/** The host under the models. */
export const machineCases: RuleCase[] = [
  { what: "a model that the kernel killed", kernel: [killed(30, "llama-server")], fires: ["oomKilled"] },
  {
    what: "a model that the kernel killed, of which Ollama tells",
    kernel: [killed(30, "ollama_llama_se")],
    ollama: [event(29, "runner_terminated")],
    fires: ["oomKilled"],
  },
  { what: "a Loki that the kernel killed", kernel: [killed(30, "loki")], fires: ["oomKilled"] },
  {
    what: "a program of others that the kernel killed",
    kernel: [killed(30, "python3"), killed(31, "chrome")],
    fires: [],
  },
  {
    what: "a program that the kernel killed, and with it the web UI",
    kernel: [killed(30, "python3")],
    probe: [says(10, { probe: "deepchat", up: 0 }), says(25, { probe: "deepchat", up: 1 })],
    fires: ["oomKilled"],
  },
  { what: "4 % of memory", probe: memory(0.04), fires: ["hostMemory"] },
  { what: "6 % of memory", probe: memory(0.06), fires: [] },
  {
    what: "4 % of memory, and a kill",
    probe: memory(0.04),
    kernel: [killed(30, "ollama")],
    fires: ["oomKilled"],
  },
  { what: "9 % of a disk", probe: [disk(5, 9)], fires: ["hostDisk"] },
  { what: "11 % of a disk", probe: [disk(5, 11)], fires: [] },
  { what: "9 % of inodes", probe: [disk(5, 50, 0.09)], fires: ["hostDisk"] },
  { what: "a disk of which 10 hours are left", probe: filling(20, 2), fires: ["hostDisk"] },
  { what: "a disk of which 20 hours are left", probe: filling(20, 1), fires: [] },
  { what: "a disk of which 8 hours and a third are left", probe: filling(40, 5), fires: [] },
  {
    what: "a model that was pulled two hours ago",
    probe: times(36, (i) => disk(i * 600 + 5, i * 600 > 2 * hours ? 60 : 20)),
    fires: [],
  },
  { what: "a disk that is Loki's too", probe: [disk(5, 9), loki(9)], fires: ["diskFull"] },
  {
    what: "a disk that is not Loki's",
    probe: [disk(5, 9), says(20, { probe: "loki", up: 1, disk_total: gb, disk_free_share: 0.5 })],
    fires: ["hostDisk"],
  },
];
