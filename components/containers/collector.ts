import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

import type { Agent, ExternalLoki, Identification, Redaction, Sources } from "../config/schema";
import { readAsset } from "../shared/assets";
import { ports } from "../shared/naming";
import { listed } from "./collector-file/listed";
import { EMAIL_REDACTION } from "./collector-file/redaction";
import { renderCollectorConfig } from "./collector-file/render";
import { rotatedCopies } from "./collector-file/rotated-copies";
import { parts } from "./parts";
import {
  type Common,
  filteredSocket,
  goRuntime,
  Service,
  type ServiceArgs,
  type ServiceFile,
} from "./service";

export interface CollectorArgs extends Common {
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Value of the label `host`. */
  host: string;
  /** Base URL of Loki as the collector reaches it. */
  lokiUrl: string;
  /** Credentials, when that Loki is not ours. */
  external?: ExternalLoki;
  /** Volume with the engines' filtered sockets. @default containers' log files are read (`containerLogFolder`) */
  sockets?: pulumi.Input<string>;
  sources: Sources;
  agent: Agent;
  redaction: Redaction;
  /** How requests name the address, and the user, who asked. */
  clientAddresses: Identification;
  users: Identification;
}

const configFile = "/etc/promtail/config.yaml";
/** Starts the agent, and knows which files are read to their end. */
export const entrypoint = "/etc/promtail/entrypoint.sh";
/** Its check of health. */
const readyScript = "/etc/promtail/ready.sh";
/** What a container needs for it, below /etc/promtail. */
export const entrypointFiles = [
  "entrypoint.sh",
  "files.sh",
  "delivered.sh",
  "targets.sh",
  "containers.sh",
  "history.sh",
] as const;

/** Both run the same file; what only a command line can say stands here. Alloy takes over Promtail's file positions. */
export const agents: Record<Agent, { command: string[]; port: number; ready: string }> = {
  promtail: { command: ["promtail", `-config.file=${configFile}`], port: ports.promtail, ready: "/ready" },
  alloy: {
    command: [
      "alloy",
      "run",
      "--config.format=promtail",
      "--storage.path=/var/lib/promtail/alloy",
      `--server.http.listen-addr=0.0.0.0:${ports.alloy}`,
      "--disable-reporting",
      configFile,
    ],
    port: ports.alloy,
    ready: "/-/ready",
  },
};

const passwordFile = "/etc/promtail/loki-password";

/** Reads files, journal and containers, turns lines into the log contract, pushes them to Loki. Its volume keeps the positions. */
export class Collector extends pulumi.ComponentResource {
  constructor(name: string, args: CollectorArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Collector", name, {}, opts);

    const agent = agents[args.agent];
    const files: ServiceFile[] = [
      { path: configFile, content: this.config(name, args) },
      ...[...entrypointFiles, "ready.sh"].map((file) => ({
        path: `/etc/promtail/${file}`,
        content: readAsset(`promtail/${file}`),
        mode: "0755",
      })),
      // Read by root, which has no capability to override modes but owns the file.
      ...(args.external?.password
        ? [{ path: passwordFile, content: args.external.password, mode: "0600" }]
        : []),
    ];
    new Service(
      name,
      {
        names: args.names,
        role: "collector",
        image: args.image,
        networks: [args.network],
        health: [readyScript, String(agent.port), agent.ready],
        memory: args.memory,
        entrypoint: [entrypoint],
        command: agent.command,
        environment: { ...goRuntime(args.memory), ...collectorEnvironment(args) },
        files,
        data: parts.collector.data,
        hostPaths: hostPaths(args),
        sockets: args.sockets === undefined ? undefined : { volume: args.sockets },
        // Log files belong to whoever writes them.
        capabilities: ["CAP_DAC_READ_SEARCH"],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }

  /** With a secret salt where something is hashed: addresses are so few that all of them could be tried without one. */
  private config(name: string, args: CollectorArgs): pulumi.Input<string> {
    if (args.clientAddresses !== "hashed" && args.users !== "hashed") return collectorConfig(args, "");
    const salt = new random.RandomPassword(`${name}-salt`, { length: 32, special: false }, { parent: this });
    return salt.result.apply((text) => collectorConfig(args, text));
  }
}

/** What the entrypoint and the pipeline's clock have to know. */
export function collectorEnvironment(
  args: Pick<CollectorArgs, "agent" | "lokiUrl"> & {
    sources: Pick<
      Sources,
      | ("webuiLogFiles" | "ollamaLogFiles" | "modelServerLogFiles" | "history" | "timeZone")
      | "containerLogFolder"
    >;
  },
): Record<string, string> {
  const { containerLogFolder, history, timeZone } = args.sources;
  const { globs, readers } = listed(args.sources);
  return {
    AGENT: args.agent,
    LOKI_URL: args.lokiUrl,
    LOG_FILES: globs.join("\n"),
    LOG_COPIES: globs.map((glob) => rotatedCopies(glob) ?? "").join("\n"),
    LOG_JOBS: readers.join("\n"),
    LOG_HISTORY: String(history),
    ...(containerLogFolder ? { CONTAINER_LOGS: containerLogFolder } : {}),
    ...(timeZone ? { TZ: timeZone.name } : {}),
    ...(timeZone?.sure ? { ZONE_IS_SURE: "yes" } : {}),
  };
}

/** This stack's collector configuration; without any secret but the salt. */
function collectorConfig(
  args: Pick<
    CollectorArgs,
    "names" | "host" | "lokiUrl" | "external" | "sources" | "redaction" | "clientAddresses" | "users"
  >,
  salt: string,
): string {
  return renderCollectorConfig({
    ...args.sources,
    host: args.host,
    stack: args.names.prefix,
    pushUrl: `${args.lokiUrl}/loki/api/v1/push`,
    tenant: args.external?.tenant || undefined,
    username: args.external?.username || undefined,
    passwordFile: args.external?.password ? passwordFile : undefined,
    webuiLogPaths: args.sources.webuiLogFiles,
    ollamaLogPaths: args.sources.ollamaLogFiles,
    journaldUnits: args.sources.ollamaUnits,
    moreSockets: args.sources.moreSockets.map((_, at) => filteredSocket(at + 1)),
    modelServers: {
      logPaths: args.sources.modelServerLogFiles,
      units: args.sources.modelServerUnits,
      containers: args.sources.modelServerContainers,
    },
    clients: identity(args.clientAddresses),
    users: identity(args.users),
    salt,
    redactAlso: [
      ...(args.redaction.emails ? [EMAIL_REDACTION] : []),
      ...args.redaction.patterns.map((expression) => ({ name: "redactPatterns", expression })),
    ],
  });
}

function identity(how: Identification) {
  return how === "off" ? undefined : how;
}

/** The whole of /var/log: a directory that appears later is seen, and none is created on the host. */
function hostPaths({ sources }: Pick<CollectorArgs, "sources">): ServiceArgs["hostPaths"] {
  // A journal is found by the machine's id; /run/log has it where it is not kept over a restart.
  const units = sources.ollamaUnits.length + sources.modelServerUnits.length;
  const journal = units > 0 ? ["/run/log", "/etc/machine-id"] : [];
  const containers = sources.containerLogFolder ? [sources.containerLogFolder] : [];
  return ["/var/log", ...journal, ...containers];
}
