import * as pulumi from "@pulumi/pulumi";

import * as checks from "../shared/checks";
import * as images from "../shared/images";
import { ports } from "../shared/naming";
import { byDigest } from "./digests";
import { dockerHostName, hostSocket } from "./engine";
import { externalLoki } from "./external-loki";
import { accessTo, type GpuChoice, gpuChoices } from "./gpu";
import { readGrafana } from "./grafana";
import { lokiStorage } from "./loki-storage";
import { notifications as readNotifications } from "./notifications";
import { probeTargets } from "./probe";
import type { ConfigReader } from "./reader";
import {
  type CollectorConfig,
  type ContentConfig,
  type EngineConfig,
  type GrafanaConfig,
  identities,
  type LokiConfig,
  type ProbeConfig,
  type RelayConfig,
  type SensorConfig,
  type TlsConfig,
} from "./schema";
import { readLimits } from "./size";
import { engineSockets, readSources } from "./sources";
import { thresholds } from "./thresholds";
import { readTls } from "./tls";

/**
 * The checked configuration of one stack, in one part for each component that index.ts makes. A part is undefined where its
 * component does not run in this stack. Times are in seconds.
 */
export interface StackConfig {
  /** Name of the Pulumi project, first part of all physical names. */
  project: string;
  /** Name of the stack, second part of them. */
  stack: string;
  /** Value of the label `host` on every log line. */
  hostName: string;
  /** Address of the Docker engine. @default DOCKER_HOST, DOCKER_CONTEXT, or the local socket */
  dockerHost?: string;
  /** undefined: logs go to a Loki outside this stack. */
  loki?: LokiConfig;
  /** @default containers' log files are read (`containerLogFolder`) */
  engines?: EngineConfig;
  collector: CollectorConfig;
  probe: ProbeConfig;
  /** What is asked for; `auto`: what the engine offers. */
  gpu: GpuChoice;
  /** undefined: no card is read. */
  sensor?: SensorConfig;
  /** undefined with role agent, which only collects. */
  grafana?: GrafanaConfig;
  /** Dashboards, rules and contact points inside Grafana; there whenever `grafana` is. */
  content?: ContentConfig;
  /** undefined: no receiver goes through it, or there is no Grafana. */
  relay?: RelayConfig;
  /** undefined: Grafana is opened on the host alone, or by a proxy of somebody's own. */
  tls?: TlsConfig;
  backup: {
    /** Backups that stay in a folder, the newest. */
    keep: number;
  };
}

/** A stack that has a Grafana. */
export type ServerConfig = StackConfig & Required<Pick<StackConfig, "grafana" | "content">>;

/** Whether a stack has a Grafana; an agent has none. */
export function isServer(config: StackConfig): config is ServerConfig {
  return config.grafana !== undefined && config.content !== undefined;
}

/** What the configuration does not say. */
export interface Surroundings {
  /** Address of the Docker engine where dockerHost is empty. @default the local socket */
  engine?: string;
  /** That of one that was found where both say nothing. */
  found?: string;
  /** Way to graphics cards that the engine offers. @default none */
  offered?: string;
  /** Images that the engine has by a digest that is pinned. @default none */
  digests?: string;
}

/**
 * Reads every key, also those of components that do not run in this stack: a mistake in them is told as well.
 */
export function readStack(reader: ConfigReader, surroundings: Surroundings = {}): StackConfig {
  const { engine, found, offered, digests } = surroundings;
  const role = reader.oneOf("role", ["all-in-one", "agent"] as const);
  const dockerHost = reader.text("dockerHost", checks.dockerHost) || found;
  const grafanaPort = reader.integer("grafanaPort", 1, 65_535);
  const lokiPort = reader.integer("lokiPort", 1, 65_535);
  if (role !== "agent" && grafanaPort === lokiPort) {
    const found = `${reader.written("lokiPort")}, the same as grafanaPort`;
    reader.conflict("lokiPort", ["lokiPort", "grafanaPort", "role"], found, "two different ports");
  }

  const agent = reader.oneOf("collectorAgent", ["promtail", "alloy"] as const);
  // For the commands, which read it before there is a program (scripts/pulumi/plugin-server.ts).
  reader.text("pluginServer", images.pluginServer);
  const registry = reader.text("imageRegistry", images.registry);
  const image = (key: string, check: checks.Check) =>
    byDigest(images.inRegistry(reader.text(key, check), registry), digests);
  const promtailImage = image("promtailImage", checks.promtailImage);
  const alloyImage = image("alloyImage", checks.alloyImage);
  const external = externalLoki(reader, role);
  const probing = probeTargets(reader);
  const grafanaImage = image("grafanaImage", checks.grafanaImage);
  const { smtp, notifications } = readNotifications(reader, grafanaImage);
  const hostName = reader.text("hostName", checks.labelValue) || dockerHostName(dockerHost ?? engine);
  const language = reader.oneOf("language", ["en", "zh"] as const);
  const lokiUrl = external?.url ?? `http://loki:${ports.loki}`;
  const memory = readLimits(reader);
  const loki: LokiConfig = {
    image: image("lokiImage", checks.lokiImage),
    memory: memory.loki,
    port: lokiPort,
    ...lokiStorage(reader),
  };
  const collector: CollectorConfig = {
    image: agent === "alloy" ? alloyImage : promtailImage,
    memory: memory.collector,
    host: hostName,
    lokiUrl,
    external,
    agent,
    sources: readSources(reader, dockerHost ?? engine),
    redaction: {
      patterns: reader.list("redactPatterns", checks.regex),
      emails: reader.boolean("redactEmails"),
    },
    clientAddresses: reader.oneOf("clientAddresses", identities),
    users: reader.oneOf("users", identities),
  };
  const sockets = engineSockets(reader, collector.sources, hostSocket(dockerHost ?? engine));
  const ofProxy = {
    image: image("proxyImage", checks.proxyImage),
    memory: reader.integer("proxyMemory", 16, 1024),
  };
  const server = role !== "agent";
  const gpu = reader.oneOf("gpu", gpuChoices);
  const access = accessTo(gpu, offered);
  const probe: ProbeConfig = {
    image: image("probeImage", checks.probeImage),
    memory: reader.integer("probeMemory", 64, 4096),
    host: hostName,
    lokiPort: external ? undefined : lokiPort,
    grafanaPort: server ? grafanaPort : undefined,
    noSensor: access === undefined,
    ...probing,
  };
  const ofSensor = {
    image: image("sensorImage", checks.sensorImage),
    memory: reader.integer("sensorMemory", 48, 4096),
    hostProcesses: probing.hostProcesses,
    ourContainers: [...collector.sources.ollamaContainers, ...collector.sources.modelServerContainers],
  };
  const tls = readTls(reader, probe, [grafanaPort, lokiPort]);
  const grafana = readGrafana(reader, {
    ...{ image: grafanaImage, memory: memory.grafana, port: grafanaPort, language, smtp },
    address: tls ? `https://${hostName}:${tls.port}` : `http://localhost:${grafanaPort}`,
  });
  const { rootUrl } = grafana;
  const { interval, modelServers, canaryModel, canaryInterval, canaryTimeout } = probing;
  const content: ContentConfig = {
    stack: pulumi.getStack(),
    language,
    lokiUrl,
    external,
    rootUrl,
    probe: { interval, modelServers, canaryModel, canaryInterval, canaryTimeout },
    retention: loki.retention,
    thresholds: thresholds(reader, interval),
    notifications,
  };
  const relayed = notifications.receivers.filter(({ relay }) => relay);
  const relay: RelayConfig = { image: probe.image, memory: probe.memory, receivers: relayed };
  return {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    hostName,
    dockerHost,
    loki: external ? undefined : loki,
    engines: sockets && { ...ofProxy, sockets },
    collector,
    probe,
    gpu,
    sensor: access && { ...ofSensor, access },
    grafana: server ? grafana : undefined,
    content: server ? content : undefined,
    tls: server ? tls : undefined,
    relay: server && relayed.length > 0 ? relay : undefined,
    backup: { keep: reader.integer("backupKeep", 1, 1000) },
  };
}
