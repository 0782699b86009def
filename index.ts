import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as grafanaApi from "@pulumiverse/grafana";

import { Collector } from "./components/containers/collector";
import { loadConfig, loadOwner, loadPrevious } from "./components/config";
import { GrafanaContent } from "./components/observability/content";
import { Grafana } from "./components/containers/grafana";
import { Loki } from "./components/containers/loki";
import { messages } from "./components/observability/messages";
import { physicalNames } from "./components/shared/naming";
import { keepPrevious } from "./components/containers/previous";
import { Probe } from "./components/containers/probe";
import { Relay } from "./components/containers/relay";

const config = loadConfig();
const { images, memory, lokiUrl, externalLoki: external, retention, probe } = config;
const { agent, sources, redaction, thresholds, notifications } = config;
const serves = config.role !== "agent";

// Containers on the host's engine.
const engine = new docker.Provider("docker", { host: config.dockerHost });
const opts = { providers: [engine, new random.Provider("random")] };
const names = physicalNames(config.project, config.stack, loadOwner());
keepPrevious(loadPrevious());
const network = new docker.Network(
  "network",
  { name: names.network, labels: names.labels },
  // Another label is no reason to take everything off its network.
  { provider: engine, ignoreChanges: ["labels"] },
).name;
const place = { names, network, host: config.hostName };

// probe -> its log -> collector -> Loki <- Grafana <- content
const port = config.lokiPort;
const store = { image: images.loki, memory: memory.loki, port, retention };
const loki = external ? undefined : new Loki("loki", { ...place, ...store }, opts);
const look = {
  loki: loki && { port, data: loki.data },
  grafanaPort: serves ? config.grafana.port : undefined,
};
const asking = { image: images.probe, memory: memory.probe };
new Probe("probe", { ...place, ...asking, ...look, config: probe }, opts);
const collecting = { image: images.collector, memory: memory.collector, agent, sources, redaction };
new Collector("collector", { ...place, ...collecting, lokiUrl, external }, opts);
const receivers = notifications.receivers.filter(({ relay }) => relay);
const { more, colon } = messages[config.grafana.language].notification;
if (serves && receivers.length > 0)
  new Relay("relay", { ...place, ...asking, receivers, more: more + colon }, opts);
const grafana = serves ? new Grafana("grafana", { ...place, ...config.grafana }, opts) : undefined;
if (grafana) {
  const api = new grafanaApi.Provider("grafana", grafana.api);
  const content = { stack: config.stack, lokiUrl, external, retention, thresholds, notifications, probe };
  new GrafanaContent(
    "content",
    { ...config.grafana, ...content },
    // Content lives in Grafana's volume: `destroy` must not need a running Grafana to forget it.
    { providers: [api], dependsOn: [grafana], deletedWith: grafana.data },
  );
}

export = grafana
  ? { grafanaUrl: config.grafana.rootUrl, adminPassword: pulumi.secret(grafana.adminPassword) }
  : { lokiUrl };
