import * as os from "node:os";

import * as pulumi from "@pulumi/pulumi";

import * as checks from "../shared/checks";
import { ConfigReader } from "./reader";
import { type Owner, ports } from "../shared/naming";
import { notifications as readNotifications } from "./notifications";
import { stackOwner } from "./owner";
import { type Definitions, readDefinitions } from "./previous";
import type { ExternalLoki, ProbeConfig, StackConfig } from "./schema";
import { thresholds } from "./thresholds";

/**
 * Reads and checks the whole configuration; the only reader of `pulumi.Config` and of the environment. Every key is asked
 * for whatever the others say: one that is not is unknown.
 *
 * @param reader knows afterwards which keys there are
 * @throws pulumi.RunError one error that lists every mistake: key, value, what is allowed.
 */
export function loadConfig(reader = new ConfigReader(pulumi.getProject())): StackConfig {
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
  const probing = probe(reader);
  const grafanaImage = reader.text("grafanaImage", checks.grafanaImage);
  const { smtp, notifications } = readNotifications(reader, grafanaImage);
  const config: StackConfig = {
    project: pulumi.getProject(),
    stack: pulumi.getStack(),
    role,
    hostName:
      reader.text("hostName", checks.labelValue) || dockerHostName(dockerHost ?? process.env.DOCKER_HOST),
    dockerHost,
    images: {
      loki: reader.text("lokiImage", checks.lokiImage),
      collector: agent === "alloy" ? alloyImage : promtailImage,
      probe: reader.text("probeImage", checks.probeImage),
    },
    agent,
    redaction: {
      patterns: reader.list("redactPatterns", checks.regex),
      emails: reader.boolean("redactEmails"),
    },
    memory: {
      loki: reader.integer("lokiMemory", 256, 1_048_576),
      collector: reader.integer("collectorMemory", 64, 65_536),
      probe: reader.integer("probeMemory", 64, 4096),
    },
    lokiPort,
    retention: reader.seconds("retention", "24h", "3650d"),
    grafana: {
      image: grafanaImage,
      memory: reader.integer("grafanaMemory", 256, 65_536),
      port: grafanaPort,
      rootUrl: withSlash(reader.text("grafanaUrl", checks.baseUrl) || `http://localhost:${grafanaPort}`),
      language: reader.oneOf("language", ["en", "zh"] as const),
      adminPassword: reader.secret("grafanaAdminPassword", checks.password),
      smtp,
    },
    lokiUrl: external?.url ?? `http://loki:${ports.loki}`,
    externalLoki: external,
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
    probe: probing,
    thresholds: thresholds(reader, probing.interval),
    notifications,
  };
  reader.finish();
  return config;
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
function logTimeZone(reader: ConfigReader, engine = "unix://"): StackConfig["sources"]["timeZone"] {
  const name = reader.text("logTimeZone", (value) => (value === "" ? undefined : checks.timeZone(value)));
  if (name) return { name, sure: true };
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return engine.startsWith("unix://") && !checks.timeZone(own) ? { name: own, sure: false } : undefined;
}

function withSlash(url: string): string {
  return url.endsWith("/") ? url : `${url}/`;
}

function externalLoki(reader: ConfigReader, role: StackConfig["role"]): ExternalLoki | undefined {
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

function probe(reader: ConfigReader): ProbeConfig {
  const interval = reader.seconds("probeInterval", "5s", "60s");
  const timeout = reader.seconds("probeTimeout", "1s", "59s");
  if (timeout >= interval) {
    shorter(reader, "probeTimeout", "probeInterval");
  }
  const ollamaUrl = reader.text("ollamaUrl", checks.baseUrl);
  const webuiUrl = reader.text("webuiUrl", checks.baseUrl);
  if (!ollamaUrl && !webuiUrl)
    reader.conflict("ollamaUrl and webuiUrl", [], "both empty", "at least one of them to probe", " are ");
  const canaryModel = reader.text("canaryModel", checks.model);
  const canaryInterval = reader.seconds("canaryInterval", "1m", "24h");
  const canaryTimeout = reader.seconds("canaryTimeout", "5s", "1h");
  if (canaryTimeout >= canaryInterval) {
    shorter(reader, "canaryTimeout", "canaryInterval");
  }
  if (canaryModel && !ollamaUrl)
    reader.conflict("canaryModel", [], "set without ollamaUrl", "only together with ollamaUrl");
  const network = reader.text("probeNetwork", checks.network);
  return { ollamaUrl, webuiUrl, interval, timeout, network, canaryModel, canaryInterval, canaryTimeout };
}

function shorter(reader: ConfigReader, key: string, other: string): void {
  const allowed = `a duration shorter than ${other} (${reader.written(other).replaceAll('"', "")})`;
  reader.conflict(key, [key, other], reader.written(key), allowed);
}
