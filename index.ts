import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import * as grafanaApi from "@pulumiverse/grafana";

import { Collector } from "./components/collector";
import { loadConfig } from "./components/config";
import { GrafanaContent } from "./components/content";
import { Grafana } from "./components/grafana";
import { Loki } from "./components/loki";
import { physicalNames } from "./components/naming";
import { Probe } from "./components/probe";
import { Relay } from "./components/relay";

const config = loadConfig();
const { images, memory, lokiUrl, externalLoki: external } = config;

// Containers on the host's engine.
const engine = new docker.Provider("docker", { host: config.dockerHost });
const opts = { providers: [engine, new random.Provider("random")] };
const names = physicalNames(config.project, config.stack);
const network = new docker.Network("network", { name: names.network }, { provider: engine }).name;
const place = { names, network };

// probe -> its log -> collector -> Loki <- Grafana <- content
new Probe("probe", { ...place, image: images.probe, memory: memory.probe, config: config.probe }, opts);
new Collector(
  "collector",
  {
    ...place,
    image: images.collector,
    memory: memory.collector,
    host: config.hostName,
    lokiUrl,
    external,
    agent: config.agent,
    sources: config.sources,
    redaction: config.redaction,
  },
  opts,
);
if (!external) {
  new Loki(
    "loki",
    { ...place, image: images.loki, memory: memory.loki, port: config.lokiPort, retention: config.retention },
    opts,
  );
}
const receivers = config.notifications.receivers.filter(({ relay }) => relay);
if (receivers.length > 0 && config.role !== "agent") {
  new Relay("relay", { ...place, image: images.probe, memory: memory.probe, receivers }, opts);
}
const grafana =
  config.role === "agent" ? undefined : new Grafana("grafana", { ...place, ...config.grafana }, opts);
if (grafana) {
  const api = new grafanaApi.Provider("grafana", grafana.api);
  new GrafanaContent(
    "content",
    {
      ...config.grafana,
      lokiUrl,
      external,
      probeInterval: config.probe.interval,
      thresholds: config.thresholds,
      notifications: config.notifications,
    },
    // Content lives in Grafana's volume: `destroy` must not need a running Grafana to forget it.
    { providers: [api], dependsOn: [grafana], deletedWith: grafana.data },
  );
}

export = grafana
  ? { grafanaUrl: config.grafana.rootUrl, adminPassword: pulumi.secret(grafana.adminPassword) }
  : { lokiUrl };
