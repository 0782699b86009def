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

const config = loadConfig();
const { images, memory, lokiUrl, externalLoki: external, retention } = config;
const { agent, sources, redaction, thresholds, receivers } = config;

// Containers on the host's engine.
const engine = new docker.Provider("docker", { host: config.dockerHost });
const opts = { providers: [engine, new random.Provider("random")] };
const names = physicalNames(config.project, config.stack);
const network = new docker.Network("network", { name: names.network }, { provider: engine }).name;
const place = { names, network, host: config.hostName };

// probe -> its log -> collector -> Loki <- Grafana <- content
const port = config.lokiPort;
const loki = external
  ? undefined
  : new Loki("loki", { ...place, image: images.loki, memory: memory.loki, port, retention }, opts);
const watched = {
  loki: loki && { port, data: loki.data },
  grafanaPort: config.role === "agent" ? undefined : config.grafana.port,
};
const probe = { image: images.probe, memory: memory.probe, config: config.probe };
new Probe("probe", { ...place, ...probe, ...watched }, opts);
const collecting = { image: images.collector, memory: memory.collector, agent, sources, redaction };
new Collector("collector", { ...place, ...collecting, lokiUrl, external }, opts);
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
      retention,
      thresholds,
      receivers,
      probeInterval: config.probe.interval,
      canary: config.probe.canaryModel
        ? { interval: config.probe.canaryInterval, timeout: config.probe.canaryTimeout }
        : undefined,
    },
    // Content lives in Grafana's volume: `destroy` must not need a running Grafana to forget it.
    { providers: [api], dependsOn: [grafana], deletedWith: grafana.data },
  );
}

export = grafana
  ? { grafanaUrl: config.grafana.rootUrl, adminPassword: pulumi.secret(grafana.adminPassword) }
  : { lokiUrl };
