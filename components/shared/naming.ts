/** Every name another part of the program, Grafana or a person relies on. Pure: imports nothing. */

/** The values of the `job` label: the log contract. */
export const jobs = {
  webuiFile: "deepchat-webui",
  webuiContainer: "deepchat-container",
  ollama: "ollama-service",
  probe: "probe",
  monitoring: "stack",
  modelServer: "model-server",
  kernel: "kernel",
} as const;

/** Docker labels on our own containers; the collector selects and excludes by them. */
export const dockerLabels = {
  stack: "io.deepchat.observability.stack",
  role: "io.deepchat.observability.role",
  owner: "io.deepchat.observability.owner",
  origin: "io.deepchat.observability.origin",
} as const;

/** Whose a stack on a Docker engine is: the checkouts that share one state are one owner. */
export interface Owner {
  /** Cannot be another's. */
  id: string;
  /** Where that state is, for people: `host:/folder`, or a backend's address with organisation, project and stack. */
  origin: string;
  /** Where it is now, if it is a folder: that may have been moved. */
  at?: string;
  /** Former owners whose data volumes were taken over: a volume keeps the labels it was made with. */
  took: string[];
}

/** Ports inside the Docker network. Published ports are configuration. */
export const ports = {
  loki: 3100,
  grafana: 3000,
  promtail: 9080,
  alloy: 12345,
  relay: 8080,
  tls: 8443,
} as const;

/** Fixed uids of what we create in Grafana: links, dashboards and rules refer to them. At most 40 characters. */
export const uids = {
  datasource: "deepchat-loki",
  folders: { dashboards: "deepchat", alerts: "deepchat-alerts" },
  dashboards: {
    overview: "deepchat-overview",
    requests: "deepchat-requests",
    models: "deepchat-models",
    machine: "deepchat-machine",
    usage: "deepchat-usage",
    logs: "deepchat-logs",
    monitoring: "deepchat-stack",
    fleet: "deepchat-fleet",
    runbooks: "deepchat-runbooks",
  },
  watchdog: "deepchat-watchdog",
  /** In the order in which they came: the id of a runbook's panel is its position. */
  rules: {
    ollamaDown: "deepchat-ollama-down",
    webuiDown: "deepchat-webui-down",
    webuiErrors: "deepchat-webui-5xx",
    errorShare: "deepchat-error-share",
    latency: "deepchat-latency",
    hang: "deepchat-ollama-hang",
    queueFull: "deepchat-queue-full",
    loadFailed: "deepchat-load-failed",
    runnerDied: "deepchat-runner-died",
    modelOnCpu: "deepchat-model-on-cpu",
    slowGeneration: "deepchat-slow-generation",
    modelReloads: "deepchat-model-reloads",
    blind: "deepchat-monitoring-blind",
    sourceSilent: "deepchat-source-silent",
    linesLost: "deepchat-lines-lost",
    diskFull: "deepchat-disk-full",
    hostSilent: "deepchat-host-silent",
    undelivered: "deepchat-undelivered",
    serverDown: "deepchat-server-down",
    restarts: "deepchat-restarts",
    gpuHeld: "deepchat-gpu-held",
    gpuMissing: "deepchat-gpu-missing",
    gpuFault: "deepchat-gpu-fault",
    gpuThrottled: "deepchat-gpu-throttled",
    oomKilled: "deepchat-oom-killed",
    hostMemory: "deepchat-host-memory",
    hostDisk: "deepchat-host-disk",
    sensorBlind: "deepchat-sensor-blind",
    backupOld: "deepchat-backup-old",
  },
} as const;

/** Names Grafana identifies by name, not by uid. */
export const grafanaNames = {
  datasource: "DeepChat Loki",
  /** One a severity, because a rule can name only one. */
  contactPoints: {
    critical: "DeepChat critical",
    warning: "DeepChat warning",
    heartbeat: "DeepChat heartbeat",
  },
  ruleGroups: { rules: "deepchat", "rules-slow": "deepchat-slow", "rules-daily": "deepchat-daily" },
  watchdogGroup: "deepchat-watchdog",
  muteTiming: (index: number) => `DeepChat quiet ${index + 1}`,
  /** Templates of messages, by their file in assets/grafana; `words` are those of the language. */
  template: (file: string) => `deepchat-${file}`,
} as const;

/** Names of containers that are put aside while another owner's stack is made in their place. */
export const asideName = {
  of: (name: string) => `${name}-before`,
  is: (name: string) => name.endsWith("-before"),
  original: (name: string) => name.replace(/-before$/, ""),
};

/** Names inside the stack's network, where a part is addressed by another. */
const aliases = { relay: "relay" } as const;

/** Where Grafana finds our relay for a receiver. */
export function relayUrl(path: string): string {
  return `http://${aliases.relay}:${ports.relay}/${path}`;
}

/** Physical names of one stack, and whose it is: two stacks of one project share a host without meeting. */
export function physicalNames(project: string, stack: string, owner?: Owner) {
  const prefix = `${project}-${stack}`;
  const owned = owner
    ? [
        { label: dockerLabels.owner, value: owner.id },
        { label: dockerLabels.origin, value: owner.origin },
      ]
    : [];
  return {
    prefix,
    labels: [{ label: dockerLabels.stack, value: prefix }, ...owned],
    network: prefix,
    container: (role: string) => `${prefix}-${role}`,
    volume: (role: string) => `${prefix}-${role}-data`,
    /** Volume with the engines' filtered sockets; nothing on it is kept. */
    sockets: `${prefix}-sockets`,
  };
}

export type PhysicalNames = ReturnType<typeof physicalNames>;
