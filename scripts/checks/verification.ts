import type { ServerConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { allHosts, selector } from "../../components/observability/logql";
import { jobs, uids } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import type { GrafanaApi } from "../grafana/api";
import { contactPointCheck, ruleCheck } from "./alerting";
import { countedChecks } from "./counted-places";
import { deliveries } from "./deliveries";
import { FileChecks } from "./files";
import { designQueries, logCheck } from "./log-queries";

/** The original design's questions, and those about the parts that answer them. */
export class Verification {
  constructor(
    private readonly config: ServerConfig,
    private readonly docker: Docker,
    private readonly grafana: GrafanaApi,
  ) {}

  async all(): Promise<Check[]> {
    const containers = await this.containers();
    const login = await this.login();
    if (login.state === "failed") return [...containers, login];
    return [
      ...containers,
      login,
      await this.datasource(),
      ...(await new FileChecks(this.config, this.docker, this.grafana).all()),
      ...(await this.journal()),
      ...(await Promise.all(
        designQueries(this.config.collector.sources).map((query) => logCheck(this.grafana, query)),
      )),
      ...(await countedChecks(this.grafana)),
      ...(await this.probed()),
      await ruleCheck(this.grafana, this.config.content.thresholds.rulesOff),
      await contactPointCheck(this.grafana),
      ...(await deliveries(this.config.content, (expr, limit) => this.query(expr, limit))),
    ];
  }

  private async containers(): Promise<Check[]> {
    const found = await this.docker.containers();
    return partsOf(this.config).map(({ role }) => {
      const container = found.find((candidate) => candidate.role === role);
      const state = container?.running ? "ok" : "failed";
      return {
        what: `container ${role}`,
        state,
        found: container ? container.status : "missing",
        hint: "npm run up starts it again",
      };
    });
  }

  private async login(): Promise<Check> {
    const status = await this.grafana.status("/api/user");
    const found = status === 200 ? "admin can log in" : status === 0 ? "nothing answers" : `HTTP ${status}`;
    const hint =
      status === 401
        ? "the password was changed inside Grafana: npm run up -- --reset-admin-password"
        : "npm run up";
    return { what: "Grafana", state: status === 200 ? "ok" : "failed", found, hint };
  }

  private async datasource(): Promise<Check> {
    const what = "datasource Loki";
    try {
      const health = await this.grafana.get<{ status: string; message: string }>(
        `/api/datasources/uid/${uids.datasource}/health`,
      );
      const state = health?.status === "OK" ? "ok" : "failed";
      return {
        what,
        state,
        found: health?.message ?? "missing",
        hint: "removed in Grafana? npm run refresh, then npm run up; else: docker logs of the Loki container",
      };
    } catch (error) {
      return { what, state: "failed", found: (error as Error).message, hint: "is Loki running? npm run up" };
    }
  }

  /** Whether there is a journal to read: none is no fault of the collector, but the reason why a query below is empty. */
  private async journal(): Promise<Check[]> {
    if (this.config.collector.sources.ollamaUnits.length === 0) return [];
    const what = "journal of the host";
    const counts = await this.docker.filesSeen(["/var/log/journal/*", "/run/log/journal/*"]);
    if (counts.length === 0)
      return [{ what, state: "failed", found: "the collector does not run", hint: "npm run up" }];
    const hint = "right for a host without systemd; else see docs/operations.md";
    return counts.some((count) => count > 0)
      ? [{ what, state: "ok", found: "found" }]
      : [{ what, state: "empty", found: "no such path on the host", hint }];
  }

  /** What the probe said last about each target. */
  private async probed(): Promise<Check[]> {
    const targets = [
      { what: "Ollama answers", probe: "ollama", url: this.config.probe.ollamaUrl, key: "ollamaUrl" },
      { what: "web UI answers", probe: "deepchat", url: this.config.probe.webuiUrl, key: "webuiUrl" },
    ].filter(({ url }) => url);
    return Promise.all(
      targets.map(async ({ what, probe, url, key }): Promise<Check> => {
        const [line] = await this.query(
          `${selector([jobs.probe], allHosts)} |= \`"probe":"${probe}"\``,
          1,
        ).catch(() => []);
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
