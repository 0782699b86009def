import type * as pulumi from "@pulumi/pulumi";

import type { Receiver } from "../receivers";
import type { Severity } from "../shared/severities";
import type { QuietTime } from "./quiet-hours";
import type { Thresholds } from "./thresholds";

/** The shape of a stack's configuration, once checked. config.ts fills it. */

export type Language = "en" | "zh";

/** A Loki outside this stack. */
export interface ExternalLoki {
  /** Base URL, without `/loki/api/v1/push`. */
  url: string;
  tenant: string;
  username: string;
  password?: pulumi.Output<string>;
}

/** Where logs come from. Every list may be empty. */
export interface Sources {
  webuiLogFiles: string[];
  ollamaLogFiles: string[];
  webuiContainers: string[];
  ollamaContainers: string[];
  ollamaUnits: string[];
  /** A bare integer at the end of an access line is microseconds (gunicorn's `%(D)s`). */
  microsecondDurations: boolean;
  /** How much is read, in MiB, of files that are there before the first start. */
  history: number;
  /** How a file's times without a zone are read; `sure`: that zone is said, not merely the host's. undefined: unknown. */
  timeZone?: { name: string; sure: boolean };
}

/** Program that collects; both run the same configuration file. */
export type Agent = "promtail" | "alloy";

/** What is removed from lines on top of the collector's own list. */
export interface Redaction {
  patterns: string[];
  emails: boolean;
}

/** What the probe asks; times in seconds, an empty URL is not asked. */
export interface ProbeConfig {
  ollamaUrl: string;
  webuiUrl: string;
  interval: number;
  timeout: number;
  /** Docker network to join; empty: the host's. */
  network: string;
  /** Empty: no canary. */
  canaryModel: string;
  canaryInterval: number;
  canaryTimeout: number;
}

export interface Smtp {
  host: string;
  from: string;
  user: string;
  password?: pulumi.Output<string>;
  tls: "MandatoryStartTLS" | "OpportunisticStartTLS" | "NoStartTLS";
}

export interface GrafanaConfig {
  image: string;
  memory: number;
  /** Port on 127.0.0.1 of the host. */
  port: number;
  /** Where people open Grafana, with a slash at the end. */
  rootUrl: string;
  language: Language;
  adminPassword?: pulumi.Output<string>;
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

/** The configuration of one stack, checked. Memory in MiB, times in seconds. */
export interface StackConfig {
  project: string;
  stack: string;
  role: "all-in-one" | "agent";
  hostName: string;
  /** undefined: DOCKER_HOST or the local socket. */
  dockerHost?: string;
  images: { loki: string; collector: string; probe: string };
  agent: Agent;
  redaction: Redaction;
  memory: { loki: number; collector: number; probe: number };
  /** Port of our own Loki on 127.0.0.1 of the host. */
  lokiPort: number;
  retention: number;
  grafana: GrafanaConfig;
  /** Base URL of Loki as collector and Grafana reach it. */
  lokiUrl: string;
  /** undefined: this stack runs its own Loki. */
  externalLoki?: ExternalLoki;
  sources: Sources;
  probe: ProbeConfig;
  thresholds: Thresholds;
  notifications: Notifications;
}
