import * as pulumi from "@pulumi/pulumi";

import { readAsset } from "./assets";
import type { ProbeConfig } from "./stack-config";
import type { PhysicalNames } from "./naming";
import { Service } from "./service";

export interface ProbeArgs {
  names: PhysicalNames;
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  config: ProbeConfig;
}

/** Asks Ollama and the web UI how they are and writes the answers to its log, which the collector reads like any other. */
export class Probe extends pulumi.ComponentResource {
  constructor(name: string, args: ProbeArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Probe", name, {}, opts);

    new Service(
      name,
      {
        names: args.names,
        role: "probe",
        image: args.image,
        // The host's unless told otherwise: an Ollama installed there listens on its loopback only (facts E5).
        network: args.config.network || "host",
        health: ["node", "/opt/probe.mjs", "--health"],
        memory: args.memory,
        user: "1000:1000",
        entrypoint: ["node"],
        command: ["/opt/probe.mjs"],
        environment: probeEnvironment(args.config),
        files: [{ path: "/opt/probe.mjs", content: readAsset("probe/probe.mjs") }],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/** The probe's settings; assets/probe/probe.mjs says what each means. */
export function probeEnvironment(config: ProbeConfig): Record<string, string> {
  return {
    OLLAMA_URL: config.ollamaUrl,
    DEEPCHAT_URL: config.webuiUrl,
    PROBE_INTERVAL: `${config.interval}s`,
    PROBE_TIMEOUT: `${config.timeout}s`,
    ...(config.canaryModel
      ? {
          CANARY_MODEL: config.canaryModel,
          CANARY_INTERVAL: `${config.canaryInterval}s`,
          CANARY_TIMEOUT: `${config.canaryTimeout}s`,
        }
      : {}),
    // Half the memory: a program that mostly waits needs neither a compiler nor a large heap.
    NODE_OPTIONS: "--jitless --max-semi-space-size=1 --max-old-space-size=24",
  };
}
