import type { ServerConfig } from "../../components/config/stack";
import { allHosts, selector } from "../../components/observability/logql";
import { jobs } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import type { LokiVerdict } from "../engine/external-loki";
import type { GrafanaApi } from "../grafana/api";
import { contactPointCheck, ruleCheck } from "./alerting";
import { ownContainers } from "./containers";
import { countedChecks } from "./counted-places";
import { deliveries } from "./deliveries";
import { FileChecks } from "./files";
import { datasourceCheck, loginCheck } from "./grafana-answers";
import { firstQueries, logCheck } from "./log-queries";
import { lokiElsewhere } from "./loki-elsewhere";
import { machineChecks } from "./machine";
import { sensorCheck } from "./sensor";
import { SourceChecks } from "./sources";

/** The questions people begin with, and those about the parts that answer them. */
export class Verification {
  constructor(
    private readonly config: ServerConfig,
    private readonly docker: Docker,
    private readonly grafana: GrafanaApi,
    /** What a Loki outside the stack says of itself. */
    private readonly elsewhere: LokiVerdict | undefined,
  ) {}

  async all(): Promise<Check[]> {
    const containers = await ownContainers(this.config, this.docker);
    const login = await loginCheck(this.grafana);
    if (login.state === "failed") return [...containers, login];
    return [
      ...containers,
      login,
      await datasourceCheck(this.grafana),
      ...lokiElsewhere(this.elsewhere),
      ...(await new FileChecks(this.config, this.docker, this.grafana).all()),
      ...(await new SourceChecks(this.config, this.docker).all()),
      ...(await Promise.all(
        firstQueries(this.config.collector.sources, this.config.probe.modelServers.length > 0).map((query) =>
          logCheck(this.grafana, query),
        ),
      )),
      ...(await countedChecks(this.grafana)),
      ...(await this.probed()),
      ...(await machineChecks(this.config, this.grafana)),
      await sensorCheck(this.config, this.grafana),
      await ruleCheck(this.grafana, this.config.content.thresholds.rulesOff),
      await contactPointCheck(this.grafana),
      ...(await deliveries(this.config.content, (expr, limit) => this.query(expr, limit))),
    ];
  }

  /** What the probe said last about each target. */
  private async probed(): Promise<Check[]> {
    const { ollamaUrl, webuiUrl, modelServers } = this.config.probe;
    const targets = [
      { what: "Ollama answers", said: '"probe":"ollama"', url: ollamaUrl, key: "ollamaUrl" },
      { what: "web UI answers", said: '"probe":"deepchat"', url: webuiUrl, key: "webuiUrl" },
      ...modelServers.map(({ name, url }, at) => ({
        what: `model server ${name} answers`,
        said: `"probe":"server","server":${JSON.stringify(name)}`,
        url,
        key: `--path 'modelServers[${at}].url'`,
      })),
    ].filter(({ url }) => url);
    return Promise.all(
      targets.map(async ({ what, said: beginning, url, key }): Promise<Check> => {
        const [line] = await this.query(`${selector([jobs.probe], allHosts)} |= \`${beginning}\``, 1).catch(
          () => [],
        );
        const said = JSON.parse(line ?? "{}") as { up?: number; error?: string; duration?: string };
        const elsewhere = `${url} as seen from the host; another address: npm run pulumi -- config set ${key} <URL>`;
        if (said.up === 1) return { what, state: "ok", found: `in ${said.duration}` };
        if (line) return { what, state: "failed", found: said.error ?? "no answer", hint: elsewhere };
        const silent = "the probe or the collector does not work: docker logs of both, then npm run up";
        return { what, state: "failed", found: "the probe has written nothing for 90 s", hint: silent };
      }),
    );
  }

  private async query(expr: string, limit: number): Promise<string[]> {
    return (await this.grafana.lokiLines(expr, limit)).map(({ line }) => line);
  }
}
