import * as pulumi from "@pulumi/pulumi";

import type { ProbeConfig } from "../config/schema";
import { ports } from "../shared/naming";
import { alive } from "./alive";
import { bundled } from "./bundled";
import { type Common, type HostPath, Service } from "./service";

/** What it asks, by name, so that a setting nobody uses here is no argument. */
type Settings = Pick<
  ProbeConfig,
  | ("host" | "ollamaUrl" | "webuiUrl" | "modelServers" | "interval" | "timeout" | "joinNetwork")
  | ("canaryModel" | "canaryInterval" | "canaryTimeout" | "lokiPort" | "grafanaPort")
  | ("hostProcesses" | "modelsPath" | "noSensor")
>;

export interface ProbeArgs extends Common, Settings {
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Volume of our own Loki, to be looked at as well. @default none */
  lokiData?: pulumi.Input<string>;
}

/** What it sees of the host. */
type Sees = Pick<Settings, "joinNetwork" | "hostProcesses" | "modelsPath" | "noSensor">;

/** Where the probe sees Loki's volume. */
const lokiData = "/loki";

/** What of the host lies where in the probe; why just these: docs/decisions/what-the-probe-sees.md. */
const proc: HostPath = { host: "/proc", inside: "/host/proc" };
const rootDisk: HostPath = { host: "/etc/group", inside: "/host/root-disk" };
const models = "/host/models";

/** Asks Ollama, the web UI and Loki how they are and writes the answers to its log, which the collector reads like any other. */
export class Probe extends pulumi.ComponentResource {
  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Probe", name, {}, opts);

    const { joinNetwork: chosen } = args;
    const { health, environment } = alive("probe", args.interval);
    new Service(
      name,
      {
        names: args.names,
        role: "probe",
        image: args.image,
        // The host's unless told otherwise: an Ollama installed there listens on its loopback only (docs/decisions/probe-on-the-host-network.md).
        networks: chosen ? [chosen, args.network] : "host",
        health,
        memory: args.memory,
        // Loki's user: its files are for its own eyes.
        user: "10001:10001",
        ...bundled("probe", { ...probeEnvironment(args), ...environment }),
        hostPaths: seenOfHost(args),
        otherData: args.lokiData ? { volume: args.lokiData, path: lokiData } : undefined,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** The probe's settings; programs/probe/main.ts says what each means. */
export function probeEnvironment(settings: Settings): Record<string, string> {
  const { lokiPort, grafanaPort } = settings;
  // On the host's network the published ports are at hand, elsewhere the names of the stack's own network.
  const at = (name: "loki" | "grafana", port: number) =>
    settings.joinNetwork ? `http://${name}:${ports[name]}` : `http://127.0.0.1:${port}`;
  const canary = {
    CANARY_MODEL: settings.canaryModel,
    CANARY_INTERVAL: `${settings.canaryInterval}s`,
    CANARY_TIMEOUT: `${settings.canaryTimeout}s`,
  };
  return {
    OLLAMA_URL: settings.ollamaUrl,
    DEEPCHAT_URL: settings.webuiUrl,
    ...(settings.modelServers.length > 0 ? { MODEL_SERVERS: JSON.stringify(settings.modelServers) } : {}),
    PROBE_INTERVAL: `${settings.interval}s`,
    PROBE_TIMEOUT: `${settings.timeout}s`,
    ...(settings.canaryModel ? canary : {}),
    ...(lokiPort ? { LOKI_URL: at("loki", lokiPort), LOKI_DATA: lokiData, HOST_NAME: settings.host } : {}),
    ...(grafanaPort ? { GRAFANA_URL: at("grafana", grafanaPort) } : {}),
    ...machineEnvironment(settings),
    // Half the memory: a program that mostly waits needs neither a compiler nor a large heap.
    NODE_OPTIONS: "--jitless --max-semi-space-size=1 --max-old-space-size=24",
  };
}

/** The host's paths that are mounted for its figures, read-only. */
export function seenOfHost({
  hostProcesses,
  modelsPath,
}: Pick<Sees, "hostProcesses" | "modelsPath">): HostPath[] {
  return [
    rootDisk,
    ...(hostProcesses ? [proc] : []),
    ...(modelsPath ? [{ host: modelsPath, inside: models }] : []),
  ];
}

/** The probe's settings about the machine; programs/probe/main.ts says what each means. */
function machineEnvironment({
  joinNetwork,
  hostProcesses,
  modelsPath,
  noSensor,
}: Sees): Record<string, string> {
  const disks = {
    root: [rootDisk.inside],
    // Docker mounts this file from its data root; Podman one in memory, but layers are on its disk.
    docker: ["/etc/hostname", "/"],
    ...(modelsPath ? { models: [models] } : {}),
  };
  // Of another network than the host's it sees only that one's counters.
  const network = hostProcesses ? `${proc.inside}/1/net/dev` : joinNetwork ? "" : "/proc/net/dev";
  return {
    // Where Docker itself runs in an LXC container, LXCFS's figures of it are mounted on the host's alone.
    MACHINE_PROC: hostProcesses ? proc.inside : "/proc",
    ...(network ? { NET_DEV: network } : {}),
    ...(hostProcesses ? { HOST_PROC: proc.inside } : {}),
    ...(noSensor ? { GPU_SENSOR: "off" } : {}),
    DISKS: JSON.stringify(disks),
  };
}
