import * as os from "node:os";

import * as pulumi from "@pulumi/pulumi";

import * as checks from "../shared/checks";
import { ConfigReader } from "./reader";
import { type Owner, ports } from "../shared/naming";
import { notificationKeys, notifications as readNotifications } from "./notifications";
import { stackOwner } from "./owner";
import { probeTargets } from "./probe";
import { type Definitions, readDefinitions } from "./previous";
import type {
  CollectorConfig,
  ContentConfig,
  ExternalLoki,
  GrafanaConfig,
  LokiConfig,
  ProbeConfig,
  RelayConfig,
  Sources,
  StackConfig,
} from "./schema";
import { thresholdKeys, thresholds } from "./thresholds";

/** All keys Pulumi.yaml declares. A test holds the two together. */
export const keys = [
  ...["role", "language", "hostName", "dockerHost"],
  ...["lokiImage", "promtailImage", "alloyImage", "probeImage", "grafanaImage"],
  ...["lokiPort", "grafanaPort", "grafanaUrl", "grafanaAdminPassword"],
  ...["lokiMemory", "collectorMemory", "probeMemory", "grafanaMemory", "retention"],
  ...["lokiUrl", "lokiTenant", "lokiUsername", "lokiPassword"],
  ...[
    "webuiLogFiles",
    "ollamaLogFiles",
    "webuiContainers",
    "ollamaContainers",
    "ollamaUnits",
    "microsecondDurations",
    "logHistory",
    "logTimeZone",
  ],
  ...["collectorAgent", "redactPatterns", "redactEmails"],
  ...["ollamaUrl", "webuiUrl", "probeInterval", "probeTimeout", "probeNetwork"],
  ...["canaryModel", "canaryInterval", "canaryTimeout"],
  ...thresholdKeys,
  ...notificationKeys,
];

/**
 * Reads and checks the whole configuration; the only reader of `pulumi.Config` and of the environment.
 *
 * @throws pulumi.RunError one error that lists every mistake: key, value, what is allowed.
 */
export function loadConfig(): StackConfig {
  const reader = new ConfigReader(pulumi.getProject());
  reader.refuseUnknown(keys);

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
  const hostName =
    reader.text("hostName", checks.labelValue) || dockerHostName(dockerHost ?? process.env.DOCKER_HOST);
  const language = reader.oneOf("language", ["en", "zh"] as const);
  const rootUrl = withSlash(reader.text("grafanaUrl", checks.baseUrl) || `http://localhost:${grafanaPort}`);
  const lokiUrl = external?.url ?? `http://loki:${ports.loki}`;
  // Everything is read and checked, also what does not run in this stack.
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
      timeZone: logTimeZone(reader, dockerHost ?? process.env.DOCKER_HOST),
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
  reader.finish();
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

/** Whose this stack is; undefined where nothing is deployed (`render`, tests), which have no organisation. */
export function loadOwner(): Owner | undefined {
  let organization: string;
  try {
    organization = pulumi.getOrganization();
  } catch {
    return undefined;
  }
  const [project, stack] = [pulumi.getProject(), pulumi.getStack()];
  return stackOwner({ environment: process.env, project, stack, organization: () => organization });
}

/** Containers that are to be as they were; usually none (scripts/pulumi/fallback.ts). */
export function loadPrevious(): Definitions {
  return readDefinitions(process.env.DEEPCHAT_OBSERVABILITY_PREVIOUS);
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

function externalLoki(reader: ConfigReader, role: "all-in-one" | "agent"): ExternalLoki | undefined {
  const url = reader.text("lokiUrl", checks.lokiUrl).replace(/\/+$/, "");
  const tenant = reader.text("lokiTenant");
  const username = reader.text("lokiUsername");
  const password = reader.secret("lokiPassword");
  if (role === "agent" && !url) {
    reader.conflict(
      "lokiUrl",
      [],
      "not set",
      "with role agent, the base URL of the Loki to push to, such as https://loki.example.com",
    );
  }
  if (!url && (tenant || username || password)) {
    reader.conflict(
      "lokiTenant, lokiUsername or lokiPassword",
      tenant || username ? [] : ["lokiPassword"],
      "set without lokiUrl",
      "only together with lokiUrl",
    );
  }
  if (Boolean(username) !== Boolean(password)) {
    reader.conflict(
      "lokiUsername",
      ["lokiPassword"],
      password ? "not set" : "set without lokiPassword",
      "both lokiUsername and lokiPassword, or neither",
    );
  }
  return url ? { url, tenant, username, password } : undefined;
}
