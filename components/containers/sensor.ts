import * as pulumi from "@pulumi/pulumi";

import type { GpuAccess, SensorConfig } from "../config/schema";
import { alive } from "./alive";
import { bundled } from "./bundled";
import { type Common, filteredSocket, Service, type ServiceArgs } from "./service";

export interface SensorArgs extends Common, SensorConfig {
  /** Volume with the engines' filtered sockets, of whom containers' names are asked. @default they are told by their ids */
  sockets?: pulumi.Input<string>;
}

/** Of which graphics driver's runtime only what tells figures is brought in. */
const utility = { NVIDIA_VISIBLE_DEVICES: "all", NVIDIA_DRIVER_CAPABILITIES: "utility" };

/** Seconds between two rounds. */
const interval = 15;

/** Ollama and its runners, and model servers that give themselves titles; all else is told as others'. */
const ourProcesses = "ollama|llama-server|vllm|sglang|xinference|lmstudio|lms|llmster|LM Studio";

/**
 * Reads the graphics cards and writes what they say to its log, which the collector reads like the probe's. It has no
 * network, no capability and a root it cannot write to; why it sees the host's processes: docs/decisions/gpu-sensor.md.
 */
export class Sensor extends pulumi.ComponentResource {
  constructor(name: string, args: SensorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Sensor", name, {}, opts);
    const { health, environment } = alive("sensor", interval);
    new Service(
      name,
      {
        names: args.names,
        role: "sensor",
        image: args.image,
        networks: "none",
        health,
        memory: args.memory,
        user: "10001:10001",
        ...bundled("sensor", { ...sensorEnvironment(args, args.sockets !== undefined), ...environment }),
        // Of whom a process is, only containers' names tell; without processes nobody asks.
        sockets: args.hostProcesses && args.sockets !== undefined ? { volume: args.sockets } : undefined,
        hostPids: args.hostProcesses,
        ...devices[args.access],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

const devices: Record<GpuAccess, Pick<ServiceArgs, "gpus" | "deviceRequests">> = {
  nvidia: { gpus: "all" },
  cdi: { deviceRequests: [{ driver: "cdi", deviceIds: ["nvidia.com/gpu=all"] }] },
  amd: {},
  intel: {},
};

/**
 * The sensor's settings; programs/sensor/main.ts says what each means.
 *
 * @param named whether the engine can be asked for containers' names
 */
export function sensorEnvironment(
  { access, hostProcesses, ourContainers }: Pick<SensorConfig, "access" | "hostProcesses" | "ourContainers">,
  named = true,
): Record<string, string> {
  const nvidia = access === "nvidia" || access === "cdi";
  return {
    GPU_KIND: nvidia ? "nvidia" : access,
    SENSOR_INTERVAL: `${interval}s`,
    ...(hostProcesses ? { HOST_PROC: "/proc" } : {}),
    ...(hostProcesses && named ? { ENGINE_SOCKET: filteredSocket() } : {}),
    ...(ourContainers.length > 0 ? { OUR_CONTAINERS: ourContainers.join("|") } : {}),
    OUR_PROCESSES: `(?:${ourProcesses})`,
    ...(nvidia ? utility : {}),
    // Half the probe's memory: it keeps little, and nvidia-smi needs some.
    NODE_OPTIONS: "--jitless --max-semi-space-size=1 --max-old-space-size=16",
  };
}
