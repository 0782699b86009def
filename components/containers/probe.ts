import * as pulumi from "@pulumi/pulumi";

import type { ProbeConfig } from "../config/schema";
import { readProgram } from "../shared/assets";
import { ports } from "../shared/naming";
import { type Common, Service } from "./service";

/** What it asks, by name, so that a setting nobody uses here is no argument. */
type Settings = Pick<
  ProbeConfig,
  | ("host" | "ollamaUrl" | "webuiUrl" | "interval" | "timeout" | "joinNetwork")
  | ("canaryModel" | "canaryInterval" | "canaryTimeout" | "lokiPort" | "grafanaPort")
>;

export interface ProbeArgs extends Common, Settings {
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Volume of our own Loki, to be looked at as well. @default none */
  lokiData?: pulumi.Input<string>;
}

/** Where the probe sees Loki's volume. */
const lokiData = "/loki";

/** Asks Ollama, the web UI and Loki how they are and writes the answers to its log, which the collector reads like any other. */
export class Probe extends pulumi.ComponentResource {
  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Probe", name, {}, opts);

    const { joinNetwork: chosen } = args;
    new Service(
      name,
      {
        names: args.names,
        role: "probe",
        image: args.image,
        // The host's unless told otherwise: an Ollama installed there listens on its loopback only (docs/decisions/probe-on-the-host-network.md).
        networks: chosen ? [chosen, args.network] : "host",
        health: ["node", "/opt/probe.mjs", "--health"],
        memory: args.memory,
        // Loki's user: its files are for its own eyes.
        user: "10001:10001",
        entrypoint: ["node"],
        command: ["/opt/probe.mjs"],
        environment: probeEnvironment(args),
        files: [{ path: "/opt/probe.mjs", content: readProgram("probe") }],
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
    PROBE_INTERVAL: `${settings.interval}s`,
    PROBE_TIMEOUT: `${settings.timeout}s`,
    ...(settings.canaryModel ? canary : {}),
    ...(lokiPort ? { LOKI_URL: at("loki", lokiPort), LOKI_DATA: lokiData, HOST_NAME: settings.host } : {}),
    ...(grafanaPort ? { GRAFANA_URL: at("grafana", grafanaPort) } : {}),
    // Half the memory: a program that mostly waits needs neither a compiler nor a large heap.
    NODE_OPTIONS: "--jitless --max-semi-space-size=1 --max-old-space-size=24",
  };
}
