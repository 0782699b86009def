import * as os from "node:os";

import * as pulumi from "@pulumi/pulumi";

import * as checks from "../shared/checks";
import { ports } from "../shared/naming";
import { externalLoki } from "./external-loki";
import { notifications as readNotifications } from "./notifications";
import { probeTargets } from "./probe";
import type { ConfigReader } from "./reader";
import type {
  CollectorConfig,
  ContentConfig,
  GrafanaConfig,
  LokiConfig,
  ProbeConfig,
  RelayConfig,
  Sources,
} from "./schema";
import { thresholds } from "./thresholds";

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
  /** Address of the Docker engine. @default DOCKER_HOST or the local socket */
  dockerHost?: string;
  /** undefined: logs go to a Loki outside this stack. */
  loki?: LokiConfig;
  collector: CollectorConfig;
  probe: ProbeConfig;
  /** undefined with role agent, which only collects. */
  grafana?: GrafanaConfig;
  /** Dashboards, rules and contact points inside Grafana; there whenever `grafana` is. */
  content?: ContentConfig;
  /** undefined: no receiver goes through it, or there is no Grafana. */
  relay?: RelayConfig;
}

/** A stack that has a Grafana. */
export type ServerConfig = StackConfig & Required<Pick<StackConfig, "grafana" | "content">>;

/** Whether a stack has a Grafana; an agent has none. */
export function isServer(config: StackConfig): config is ServerConfig {
  return config.grafana !== undefined && config.content !== undefined;
}

/**
 * Reads every key, also those of components that do not run in this stack: a mistake in them is told as well.
 *
 * @param engine address of the Docker engine where dockerHost is empty. @default the local socket
 */
export function readStack(reader: ConfigReader, engine: string | undefined): StackConfig {
  const role = reader.oneOf("role", ["all-in-one", "agent"] as const);
  const dockerHost = reader.text("dockerHost", checks.dockerHost) || undefined;
  const grafanaPort = reader.integer("grafanaPort", 1, 65_535);
  const lokiPort = reader.integer("lokiPort", 1, 65_535);
  if (role !== "agent" && grafanaPort === lokiPort) {
    const found = `${reader.written("lokiPort")}, the same as grafanaPort`;
    reader.conflict("lokiPort", ["lokiPort", "grafanaPort", "role"], found, "two different ports");
  }

  const agent = reader.oneOf("collectorAgent", ["promtail", "alloy"] as const);
  const promtailImage = reader.text("promtailImage", checks.promtailImage);
  const alloyImage = reader.text("alloyImage", checks.alloyImage);
  const external = externalLoki(reader, role);
  const probing = probeTargets(reader);
  const grafanaImage = reader.text("grafanaImage", checks.grafanaImage);
  const { smtp, notifications } = readNotifications(reader, grafanaImage);
  const hostName = reader.text("hostName", checks.labelValue) || dockerHostName(dockerHost ?? engine);
  const language = reader.oneOf("language", ["en", "zh"] as const);
  const rootUrl = withSlash(reader.text("grafanaUrl", checks.baseUrl) || `http://localhost:${grafanaPort}`);
  const lokiUrl = external?.url ?? `http://loki:${ports.loki}`;
  const loki: LokiConfig = {
    image: reader.text("lokiImage", checks.lokiImage),
    memory: reader.integer("lokiMemory", 256, 1_048_576),
    port: lokiPort,
    retention: reader.seconds("retention", "24h", "3650d"),
  };
  const collector: CollectorConfig = {
    image: agent === "alloy" ? alloyImage : promtailImage,
    memory: reader.integer("collectorMemory", 64, 65_536),
    host: hostName,
    lokiUrl,
    external,
    agent,
    sources: {
      webuiLogFiles: reader.list("webuiLogFiles", checks.logGlob),
      ollamaLogFiles: reader.list("ollamaLogFiles", checks.logGlob),
      webuiContainers: reader.list("webuiContainers", checks.pattern),
      ollamaContainers: reader.list("ollamaContainers", checks.pattern),
      ollamaUnits: reader.list("ollamaUnits", checks.unit),
      microsecondDurations: reader.boolean("microsecondDurations"),
      history: reader.integer("logHistory", 0, 4096),
      timeZone: logTimeZone(reader, dockerHost ?? engine),
    },
    redaction: {
      patterns: reader.list("redactPatterns", checks.regex),
      emails: reader.boolean("redactEmails"),
    },
  };
  const server = role !== "agent";
  const probe: ProbeConfig = {
    image: reader.text("probeImage", checks.probeImage),
    memory: reader.integer("probeMemory", 64, 4096),
    host: hostName,
    lokiPort: external ? undefined : lokiPort,
    grafanaPort: server ? grafanaPort : undefined,
    ...probing,
  };
  const grafana: GrafanaConfig = {
    image: grafanaImage,
    memory: reader.integer("grafanaMemory", 256, 65_536),
    port: grafanaPort,
    rootUrl,
    language,
    adminPassword: reader.secret("grafanaAdminPassword", checks.password),
    smtp,
  };
  const { interval, canaryModel, canaryInterval, canaryTimeout } = probing;
  const content: ContentConfig = {
    stack: pulumi.getStack(),
    language,
    lokiUrl,
    external,
    rootUrl,
    probe: { interval, canaryModel, canaryInterval, canaryTimeout },
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
    collector,
    probe,
    ...(server ? { grafana, content } : {}),
    relay: server && relayed.length > 0 ? relay : undefined,
  };
}

function dockerHostName(address: string | undefined): string {
  const remote = /^(?:ssh|tcp):\/\/(?:[^@/]*@)?([^:/]+)/.exec(address ?? "");
  return remote?.[1] ?? os.hostname();
}

/** The zone of this machine is the host's where its engine is this machine's. */
function logTimeZone(reader: ConfigReader, engine = "unix://"): Sources["timeZone"] {
  const name = reader.text("logTimeZone", (value) => (value === "" ? undefined : checks.timeZone(value)));
  if (name) return { name, sure: true };
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return engine.startsWith("unix://") && !checks.timeZone(own) ? { name: own, sure: false } : undefined;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}
