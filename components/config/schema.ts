import type * as pulumi from "@pulumi/pulumi";

import type { Receiver } from "../receivers";
import type { Severity } from "../shared/severities";
import type { LokiStorage } from "./loki-storage";
import type { ModelServer } from "./model-servers";
import type { QuietTime } from "./quiet-hours";
import type { Sources } from "./sources";
import type { Thresholds } from "./thresholds";

export type { Sources } from "./sources";

// What each component gets of a stack's configuration, once checked. stack.ts fills it; Pulumi.yaml says what a key means.

export type Language = "en" | "zh";

/** A Loki outside this stack. */
export interface ExternalLoki {
  /** Base URL, without `/loki/api/v1/push`. */
  url: string;
  tenant: string;
  username: string;
  password?: pulumi.Output<string>;
}

/** Program that collects; both run the same configuration file. */
export type Agent = "promtail" | "alloy";

/** What is removed from lines on top of the collector's own list. */
export interface Redaction {
  patterns: string[];
  emails: boolean;
}

/** How a request tells who asked: not at all, as a hash, as it is. */
export const identities = ["off", "hashed", "plain"] as const;
export type Identification = (typeof identities)[number];

/** What every container has. */
interface ContainerConfig {
  image: string;
  /** Memory limit in MiB. */
  memory: number;
}

export type { LokiStorage } from "./loki-storage";

export interface LokiConfig extends ContainerConfig, LokiStorage {
  /** Port on 127.0.0.1 of the host. */
  port: number;
}

/** The engines whose containers are read, and the proxies before them. */
export interface EngineConfig extends ContainerConfig {
  /** Paths, on their host, of the engines' sockets: the stack's own first. */
  sockets: string[];
}

export interface CollectorConfig extends ContainerConfig {
  /** Value of the label `host`. */
  host: string;
  /** Base URL of Loki as the stack's containers reach it. */
  lokiUrl: string;
  /** Credentials, when that Loki is not ours. */
  external?: ExternalLoki;
  sources: Sources;
  agent: Agent;
  redaction: Redaction;
  clientAddresses: Identification;
  users: Identification;
}

/** What the probe asks; times in seconds, an empty URL is not asked. */
export interface ProbeConfig extends ContainerConfig {
  /** Value of the label `host` that the collector puts on every line. */
  host: string;
  /** Ports of our own Loki and Grafana on the host's loopback, to be looked at as well. @default they do not run */
  lokiPort?: number;
  grafanaPort?: number;
  ollamaUrl: string;
  webuiUrl: string;
  /** Model servers beside Ollama. */
  modelServers: ModelServer[];
  interval: number;
  timeout: number;
  /** Docker network to join; empty: the host's. */
  joinNetwork: string;
  /** Empty: no canary. */
  canaryModel: string;
  canaryInterval: number;
  canaryTimeout: number;
  /** Whether it may see the host's processes. */
  hostProcesses: boolean;
  /** Nothing reads graphics cards beside it. */
  noSensor: boolean;
  /** Folder of the host with Ollama's models, to be asked for its free space; empty: none. */
  modelsPath: string;
}

/** Grafana for people on the network. */
export interface TlsConfig extends ContainerConfig {
  /** Port on all addresses of the host. */
  port: number;
  /** Paths of PEM files on the host. */
  certificate: string;
  key: string;
}

/** How the sensor gets at cards: NVIDIA's by its runtime or as CDI devices, others from the kernel's files. */
export const gpuAccess = ["nvidia", "cdi", "amd", "intel"] as const;
export type GpuAccess = (typeof gpuAccess)[number];

export interface SensorConfig extends ContainerConfig {
  access: GpuAccess;
  /** Whether it may see the host's processes, to tell who holds what. */
  hostProcesses: boolean;
  /** Names of containers whose memory is ours, as regular expressions matched from the start. */
  ourContainers: string[];
}

export interface Smtp {
  host: string;
  from: string;
  user: string;
  password?: pulumi.Output<string>;
  tls: "MandatoryStartTLS" | "OpportunisticStartTLS" | "NoStartTLS";
}

export interface GrafanaConfig extends ContainerConfig {
  /** Port on 127.0.0.1 of the host. */
  port: number;
  /** Where people open Grafana, with a slash at the end. */
  rootUrl: string;
  language: Language;
  adminPassword?: pulumi.Output<string>;
  /** Further sections of grafana.ini. What the stack sets itself, by environment, stands above it. */
  ini?: pulumi.Output<string>;
  /** Its ldap.toml; set: people log in by LDAP, too. */
  ldap?: pulumi.Output<string>;
  smtp?: Smtp;
}

/** Who gets alerts, when and how often. Nobody is allowed, and said loudly. Times in seconds. */
export interface Notifications {
  receivers: Receiver[];
  /** IANA name of the zone that times in messages are shown in. */
  timeZone: string;
  /** Until a firing alert is told again. */
  repeat: Record<Severity, number>;
  quietHours: QuietTime[];
  /** Gets a message every interval as long as alerting works. */
  heartbeat?: { url: pulumi.Output<string>; interval: number };
}

export interface RelayConfig extends ContainerConfig {
  /** Those it sends for. */
  receivers: Receiver[];
}

/** What is made inside Grafana. */
export interface ContentConfig {
  /** The stack's name, for the commands texts tell people to run. */
  stack: string;
  language: Language;
  /** Base URL of Loki as Grafana reaches it. */
  lokiUrl: string;
  /** Credentials, when that Loki is not ours. */
  external?: ExternalLoki;
  /** Where people open Grafana, with a slash at the end. */
  rootUrl: string;
  /** How often the probe asks. */
  probe: Pick<ProbeConfig, "interval" | "modelServers" | "canaryModel" | "canaryInterval" | "canaryTimeout">;
  /** Seconds that our own Loki keeps logs. */
  retention: number;
  thresholds: Thresholds;
  notifications: Notifications;
}
