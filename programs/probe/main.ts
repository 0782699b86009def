// Asks Ollama, the web UI and other model servers whether they live and which models are loaded: JSON lines on stdout,
// one a target and round. Says how the machine is. Looks at this stack's own Loki and Grafana as well, so that the monitoring can accuse itself. Runs as PID 1
// of a container; Node >= 22.3, no dependency; bundled into one file by components/shared/assets.ts.
//
//   OLLAMA_URL       empty: not asked; a path prefix and user:pass@ are fine
//   DEEPCHAT_URL     empty: not asked; any answer below 500 means "up", redirects are not followed
//   MODEL_SERVERS    []; other model servers, as JSON: [{"name":"vllm","url":"http://127.0.0.1:8000","kind":"auto"}]
//   PROBE_INTERVAL   15s; 10ms to 24h, below 1s is meant for tests
//   PROBE_TIMEOUT    5s for connect, headers and body together; shorter than PROBE_INTERVAL
//   CANARY_MODEL     empty: no canary; else the model that has to generate a few tokens, and is loaded for it
//   CANARY_INTERVAL  5m
//   CANARY_TIMEOUT   60s, loading included; shorter than CANARY_INTERVAL
//   LOKI_URL         empty: not looked at; else our own Loki
//   LOKI_DATA        folder where Loki's volume is mounted; empty: its disk is not measured, nor told how old the last backup is
//   GRAFANA_URL      empty: not looked at; else our own Grafana
//   WATCH_INTERVAL   30s between two looks at Loki and Grafana
//   HOST_NAME        value of the label host on this probe's lines, with LOKI_URL
//   MACHINE_PROC     empty: nothing is said of the machine; else where its /proc is, for processors, memory and pressure
//   NET_DEV          empty: nothing is said of its network; else the file with its interfaces' counters, such as /proc/net/dev
//   HOST_PROC        empty: nothing is said of processes; else where those of the host are, by which Ollama's are found
//   GPU_SENSOR       on; off: it says that nothing reads this machine's graphics cards, so that nobody waits for them
//   DISKS            {}; the machine's disks by something that lies on each, as JSON: {"docker":["/etc/hostname","/"]}
//   HEARTBEAT_FILE   /dev/shm/probe-heartbeat, which says when the last round began; writable in a read-only container too
//
// Durations are written as in Go (500ms, 1m30s). A wrong value is one sentence on stderr and exit code 64.
// https targets are verified; NODE_EXTRA_CA_CERTS adds an authority.
// `node --jitless --max-semi-space-size=1 --max-old-space-size=24 probe.mjs` (or NODE_OPTIONS) stays below 60 MiB.
import { Heartbeat } from "../shared/heartbeat";
import { Proc } from "../shared/proc";
import { handleProcessEvents } from "../shared/process";
import { SettingError } from "../shared/settings";
import { clip } from "../shared/text";
import { Backups } from "./backups";
import { Canary } from "./canary";
import { Disks } from "./disks";
import { Grafana } from "./grafana";
import { Loki } from "./loki";
import { Machine } from "./machine";
import { ModelServer } from "./model-server";
import { Ollama } from "./ollama";
import { Processes } from "./processes";
import { readHeartbeatSettings, readSettings, type Settings } from "./settings";
import { Task } from "./task";
import { WebUi } from "./webui";

try {
  await main();
} catch (error) {
  if (!(error instanceof SettingError)) throw error;
  console.error(`probe: ${error.message}`);
  process.exit(64);
}

async function main(): Promise<void> {
  const beats = readHeartbeatSettings(process.env);
  const settings = readSettings(process.env, beats.interval);
  const { watchInterval } = settings;
  const { targets, own, canary } = tasks(settings);
  const heartbeat = new Heartbeat(beats.file);
  handleProcessEvents("probe");

  const round = async () => {
    heartbeat.beat();
    await Promise.all(targets.map((task) => task.run()));
  };
  setInterval(() => void round(), beats.interval.ms);
  await round();
  if (own.length > 0) {
    const look = () => void own.map((task) => task.run());
    setInterval(look, watchInterval.ms);
    look();
  }
  if (canary && settings.canary) {
    setInterval(() => void canary.run(), settings.canary.interval.ms);
    await canary.run();
  }
}

/** What is asked: the targets each round, our own parts at their interval, the canary at its own. */
function tasks(settings: Settings): { targets: Task[]; own: Task[]; canary?: Task } {
  const { ollamaUrl, webuiUrl, servers, timeout, canary, lokiUrl, lokiData, grafanaUrl, host } = settings;
  const targets: Task[] = [];
  const own: Task[] = [];
  let canaryTask: Task | undefined;
  if (ollamaUrl) {
    const ollama = new Ollama(ollamaUrl, timeout);
    targets.push(new Task({ probe: "ollama", up: 0 }, () => ollama.probeVersion()));
    targets.push(new Task({ probe: "models" }, () => ollama.probeModels()));
    targets.push(new Task({ probe: "queue" }, () => ollama.probeQueue()));
    if (canary) {
      const { model } = canary;
      const generation = new Canary(ollama, model, canary.timeout);
      canaryTask = new Task({ probe: "canary", model: clip(model), up: 0 }, () => generation.probe());
    }
  }
  if (webuiUrl) {
    const webui = new WebUi(webuiUrl, timeout);
    targets.push(new Task({ probe: "deepchat", up: 0 }, () => webui.probe()));
  }
  for (const each of servers) {
    const server = new ModelServer(each, timeout);
    targets.push(
      new Task(
        () => ({ ...server.fields, up: 0 }),
        () => server.probe(),
      ),
    );
  }
  targets.push(...machineTasks(settings));
  if (lokiUrl) {
    const loki = new Loki(lokiUrl, lokiData, host, timeout);
    own.push(new Task({ probe: "loki", up: 0 }, () => loki.probe()));
    own.push(new Task({ probe: "pipeline", up: 0 }, () => loki.probePipeline()));
  }
  if (lokiUrl && lokiData) {
    const backups = new Backups(lokiData);
    own.push(new Task({ probe: "backup" }, () => backups.probe()));
  }
  if (grafanaUrl) {
    const grafana = new Grafana(grafanaUrl, timeout);
    own.push(new Task({ probe: "grafana", up: 0 }, () => grafana.probe()));
  }
  return { targets, own, canary: canaryTask };
}

/** What is read, not asked. */
function machineTasks({ machineProc, netDev, hostProc, noSensor, disks, timeout }: Settings): Task[] {
  const found: Task[] = [];
  if (machineProc) {
    const machine = new Machine(new Proc(machineProc), netDev, noSensor);
    found.push(new Task({ probe: "machine" }, () => machine.probe()));
  }
  if (disks.length > 0) {
    const all = new Disks(disks, timeout);
    found.push(new Task({ probe: "disk" }, () => all.probe()));
  }
  if (hostProc) {
    const processes = new Processes(new Proc(hostProc));
    found.push(new Task({ probe: "process" }, () => processes.probe()));
  }
  return found;
}
