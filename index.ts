import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as grafanaApi from "@pulumiverse/grafana";

import { loadConfig, loadOwner, loadPrevious } from "./components/config";
import { Collector } from "./components/containers/collector";
import { Grafana } from "./components/containers/grafana";
import { Loki } from "./components/containers/loki";
import { keepPrevious } from "./components/containers/previous";
import { Probe } from "./components/containers/probe";
import { Relay } from "./components/containers/relay";
import { Sensor } from "./components/containers/sensor";
import { SocketProxy } from "./components/containers/socket-proxy";
import { Tls } from "./components/containers/tls";
import { GrafanaContent } from "./components/observability/content";
import { messages } from "./components/observability/messages";
import { exactly } from "./components/shared/exactly";
import { physicalNames } from "./components/shared/naming";

const config = loadConfig();
// Only while a container that could not be replaced is brought back.
keepPrevious(loadPrevious());

// Containers on the host's engine.
const engine = new docker.Provider("docker", { host: config.dockerHost });
const opts = { providers: [engine, new random.Provider("random")] };
const names = physicalNames(config.project, config.stack, loadOwner());
const network = new docker.Network(
  "network",
  { name: names.network, labels: names.labels },
  // Another label is no reason to take everything off its network, nor is what Podman adds by itself (ipamOptions).
  { provider: engine, ignoreChanges: ["labels", "ipamOptions"] },
);
const common = { names, network: network.name };

// Each part of the configuration is its component's arguments; `exactly` refuses, at compile time, what is none.
// probe -> its log -> engine -> proxy -> collector -> Loki <- Grafana <- content
const loki = config.loki && new Loki("loki", exactly({ ...common, ...config.loki }), opts);
new Probe("probe", exactly({ ...common, ...config.probe, lokiData: loki?.data }), opts);
const { engines } = config;
const sockets = engines && new SocketProxy("proxy", exactly({ ...common, ...engines }), opts).sockets;
if (config.sensor) new Sensor("sensor", exactly({ ...common, sockets, ...config.sensor }), opts);
new Collector("collector", exactly({ ...common, sockets, ...config.collector }), opts);
if (config.relay && config.content) {
  const { more, colon } = messages[config.content.language].notification;
  new Relay("relay", exactly({ ...common, ...config.relay, more: more + colon }), opts);
}
const grafana = config.grafana && new Grafana("grafana", exactly({ ...common, ...config.grafana }), opts);
if (config.tls) new Tls("tls", exactly({ ...common, ...config.tls }), opts);
if (grafana && config.content) {
  const api = new grafanaApi.Provider("grafana", grafana.api);
  // Content lives in Grafana's volume: `destroy` must not need a running Grafana to forget it.
  const inside = { providers: [api], dependsOn: [grafana], deletedWith: grafana.data };
  new GrafanaContent("content", exactly(config.content), inside);
}

export = grafana
  ? { grafanaUrl: config.grafana?.rootUrl, adminPassword: pulumi.secret(grafana.adminPassword) }
  : { lokiUrl: config.collector.lokiUrl };
