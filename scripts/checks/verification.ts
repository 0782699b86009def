import type { ServerConfig } from "../../components/config/stack";
import { partsOf } from "../../components/containers/parts";
import { allHosts, selector } from "../../components/observability/logql";
import { grafanaNames, jobs, uids } from "../../components/shared/naming";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import type { GrafanaApi } from "../grafana/api";
import { countedChecks } from "./counted-places";
import { deliveries } from "./deliveries";
import { FileChecks } from "./files";

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
      ...(await Promise.all(this.queries().map((query) => this.logs(query)))),
      ...(await countedChecks(this.grafana)),
      ...(await this.probed()),
      await this.rules(),
      await this.contactPoint(),
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

  /** The original design's queries, as printed there. */
  private queries(): { expr: string; hint: string }[] {
    const { sources } = this.config.collector;
    const where = (list: string[], nothing: string) => (list.length > 0 ? list.join(", ") : nothing);
    return [
      {
        expr: selector([jobs.webuiFile], allHosts),
        hint: `no new line in ${where(sources.webuiLogFiles, "any file: webuiLogFiles is empty")}; does the web UI write there (LOG_FILE)?`,
      },
      {
        expr: selector([jobs.webuiContainer], allHosts),
        hint: `no new line of a container named ${where(sources.webuiContainers, "(webuiContainers is empty)")}; see docker ps`,
      },
      {
        expr: selector([jobs.ollama], allHosts),
        hint: `nothing from ${where(sources.ollamaLogFiles, "files")}, units ${where(sources.ollamaUnits, "-")}, containers ${where(sources.ollamaContainers, "-")}; is Ollama elsewhere?`,
      },
      {
        expr: selector([jobs.probe], allHosts),
        hint: "the probe or the collector does not work: docker logs of both",
      },
      {
        expr: `${selector([jobs.webuiContainer], allHosts)} |~ "stream|chunk"`,
        hint: "no trouble of this kind, or nothing logged",
      },
      {
        expr: `${selector([jobs.ollama], allHosts)} |~ "timeout"`,
        hint: "no trouble of this kind, or nothing logged",
      },
    ];
  }

  private async logs({ expr, hint }: { expr: string; hint: string }): Promise<Check> {
    try {
      const lines = await this.query(expr, 100);
      const found = lines.length === 100 ? "100 lines or more" : `${lines.length} lines`;
      return {
        what: expr,
        state: lines.length > 0 ? "ok" : "empty",
        found: `${found} in the last 15 minutes`,
        hint,
      };
    } catch (error) {
      return {
        what: expr,
        state: "failed",
        found: (error as Error).message,
        hint: "is Loki running? npm run up",
      };
    }
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

  private async rules(): Promise<Check> {
    interface Rules {
      data: {
        groups: { file: string; name: string; rules: { name: string; health: string; state: string }[] }[];
      };
    }
    const answer = await this.grafana.get<Rules>("/api/prometheus/grafana/api/v1/rules");
    const own: string[] = Object.values(grafanaNames.ruleGroups);
    const rules = (answer?.data.groups ?? [])
      .filter(({ name }) => own.includes(name))
      .flatMap((g) => g.rules);
    const strays = await this.grafana.strayRules();
    if (strays.length > 0) {
      const what = strays.map(({ title, group }) => `"${title}" in ${group}`).join(", ");
      const hint =
        "our groups are written as a whole, and would lose them: move them to a group of their own";
      return { what: "alert rules", state: "failed", found: `not of this stack: ${what}`, hint };
    }
    const wanted = Object.keys(uids.rules).length - new Set(this.config.content.thresholds.rulesOff).size;
    const failing = rules.filter(({ health }) => health === "error").map(({ name }) => name);
    const firing = rules.filter(({ state }) => state === "firing").map(({ name }) => name);
    const found = `${rules.length} of ${wanted} loaded${firing.length > 0 ? `, firing: ${firing.join(", ")}` : ""}${failing.length > 0 ? `, failing: ${failing.join(", ")}` : ""}`;
    return {
      what: "alert rules",
      state: rules.length === wanted && failing.length === 0 ? "ok" : "failed",
      found,
      hint: "removed in Grafana? npm run refresh, then npm run up; a failing rule: is Loki running?",
    };
  }

  private async contactPoint(): Promise<Check> {
    interface Receiver {
      name: string;
      integrations: { name: string; lastNotifyAttemptError?: string }[];
    }
    const what = "contact point";
    const points =
      (await this.grafana.get<{ name: string; type: string }[]>("/api/v1/provisioning/contact-points")) ?? [];
    const names: string[] = Object.values(grafanaNames.contactPoints);
    const own = points.filter(({ name }) => names.includes(name));
    const types = [...new Set(own.map(({ type }) => type))];
    if (types.length === 0) {
      const hint = "set wecomUrl, webhookUrl, emailTo with smtpHost, or receivers (docs/alerts.md)";
      return { what, state: "empty", found: "none: nobody gets alerts", hint };
    }
    // Grafana lists what it tried to deliver only here, and only after a while.
    const tried =
      (await this.grafana.get<Receiver[]>("/api/alertmanager/grafana/config/api/v1/receivers")) ?? [];
    const reasons = tried
      .filter(({ name }) => names.includes(name))
      .flatMap(({ integrations }) => integrations)
      .flatMap(({ name, lastNotifyAttemptError: reason }) => (reason ? [`${name}: ${reason}`] : []));
    if (reasons.length === 0) return { what, state: "ok", found: types.join(", ") };
    const hint = "the receiver refused the last message: npm run alert-test tells more";
    return { what, state: "failed", found: reasons.join("; "), hint };
  }

  private async query(expr: string, limit: number): Promise<string[]> {
    return (await this.grafana.lokiLines(expr, limit)).map(({ line }) => line);
  }
}
