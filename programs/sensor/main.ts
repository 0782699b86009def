// Reads this machine's graphics cards and says who holds their memory: JSON lines on stdout, one a card and round. Runs as
// PID 1 of a container, or among the host's processes; Node >= 22.3, no dependency; bundled into one file by
// components/shared/assets.ts.
//
//   GPU_KIND         nvidia; amd or intel are read from the kernel's files
//   SENSOR_INTERVAL  15s between two rounds; below 1s is meant for tests
//   HANG_AFTER       30s without a line of nvidia-smi's: it is killed, and that is said
//   NVIDIA_SMI       nvidia-smi
//   PROC, SYS        /proc and /sys: where the machine's own files are
//   HOST_PROC        empty: who holds what is not told; else where the host's processes are
//   OUR_CONTAINERS   empty: none; a regular expression of names, from their start, of containers that are ours
//   OUR_PROCESSES    empty: none; the same of processes
//   ENGINE_SOCKET    empty: containers are told by their ids; else a socket that answers GET /containers/json
//   HEARTBEAT_FILE   /dev/shm/sensor-heartbeat, which says when the last round began
//
// A wrong value is one sentence on stderr and exit code 64. What cannot be read is a line of its own, never a zero.
import { Heartbeat } from "../shared/heartbeat";
import { Proc } from "../shared/proc";
import { handleProcessEvents } from "../shared/process";
import { SettingError } from "../shared/settings";
import { Engine } from "./engine";
import { Holders } from "./holders";
import { Nvidia } from "./nvidia";
import { readHeartbeatSettings, readSettings, type Settings } from "./settings";
import { Sysfs } from "./sysfs";

try {
  main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`sensor: ${error.message}`);
  process.exit(64);
}

function main(): void {
  const beats = readHeartbeatSettings(process.env);
  const settings = readSettings(process.env, beats.interval);
  const heartbeat = new Heartbeat(beats.file);
  handleProcessEvents("sensor");
  const cards = reader(settings, beats.interval.ms);
  heartbeat.beat();
  cards.start();
  setInterval(() => {
    heartbeat.beat();
    cards.tick();
  }, beats.interval.ms);
}

function reader(settings: Settings, interval: number): Nvidia | Sysfs {
  const { kind, nvidiaSmi, hangAfter, proc, hostProc, sys, engineSocket } = settings;
  if (kind !== "nvidia") return new Sysfs(kind, sys, hangAfter.ms);
  const ours = { containers: settings.ourContainers, processes: settings.ourProcesses };
  const engine = new Engine(engineSocket, interval);
  const holders = hostProc ? new Holders(new Proc(hostProc), engine, ours) : undefined;
  return new Nvidia({ nvidiaSmi, interval, patience: hangAfter.ms, proc, sys }, holders);
}
