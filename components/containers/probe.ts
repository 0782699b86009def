import * as pulumi from "@pulumi/pulumi";

import { readProgram } from "../shared/assets";
import { type PhysicalNames, ports } from "../shared/naming";
import { Service } from "./service";
import type { ProbeConfig } from "../config/schema";

export interface ProbeArgs {
  names: PhysicalNames;
  /** The stack's own network. */
  network: pulumi.Input<string>;
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Value of the label `host` that the collector puts on every line. */
  host: string;
  config: ProbeConfig;
  /** Our own Loki, to be looked at as well: its port on the host's loopback, and its volume. @default none */
  loki?: { port: number; data: pulumi.Input<string> };
  /** Port of our own Grafana on the host's loopback, to be looked at as well. @default none */
  grafanaPort?: number;
}

/** Where the probe sees Loki's volume. */
const lokiData = "/loki";

/** Asks Ollama, the web UI and Loki how they are and writes the answers to its log, which the collector reads like any other. */
export class Probe extends pulumi.ComponentResource {
  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Probe", name, {}, opts);

    const { network: chosen } = args.config;
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
        otherData: args.loki && { volume: args.loki.data, path: lokiData },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** The probe's settings; programs/probe/main.ts says what each means. */
export function probeEnvironment({
  config,
  host,
  loki,
  grafanaPort,
}: Pick<ProbeArgs, "config" | "host" | "loki" | "grafanaPort">): Record<string, string> {
  // On the host's network the published ports are at hand, elsewhere the names of the stack's own network.
  const at = (name: "loki" | "grafana", port: number) =>
    config.network ? `http://${name}:${ports[name]}` : `http://127.0.0.1:${port}`;
  const canary = {
    CANARY_MODEL: config.canaryModel,
    CANARY_INTERVAL: `${config.canaryInterval}s`,
    CANARY_TIMEOUT: `${config.canaryTimeout}s`,
  };
  return {
    OLLAMA_URL: config.ollamaUrl,
    DEEPCHAT_URL: config.webuiUrl,
    PROBE_INTERVAL: `${config.interval}s`,
    PROBE_TIMEOUT: `${config.timeout}s`,
    ...(config.canaryModel ? canary : {}),
    ...(loki ? { LOKI_URL: at("loki", loki.port), LOKI_DATA: lokiData, HOST_NAME: host } : {}),
    ...(grafanaPort ? { GRAFANA_URL: at("grafana", grafanaPort) } : {}),
    // Half the memory: a program that mostly waits needs neither a compiler nor a large heap.
    NODE_OPTIONS: "--jitless --max-semi-space-size=1 --max-old-space-size=24",
  };
}
