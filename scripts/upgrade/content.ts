import { isServer, type StackConfig } from "../../components/config/stack";
import { partsOf, type Role } from "../../components/containers/parts";
import { allHosts, queries, selector } from "../../components/observability/logql";
import { jobs, uids } from "../../components/shared/naming";
import { ruleCheck } from "../checks/alerting";
import { datasourceCheck, loginCheck } from "../checks/grafana-answers";
import type { Check } from "../command/findings";
import type { Docker } from "../engine/docker";
import { isOptional } from "../engine/well";
import type { GrafanaApi } from "../grafana/api";
import type { Entry } from "./journal";
import { notWell } from "./well";

/** What was there before. */
export type Before = Entry["content"];

/** Seconds before an upgrade whose lines are counted. */
const WINDOW = 3600;

/** Whether a stack is well, and whether it still has what it had. */
export class Content {
  /** @param grafana undefined: the stack has none, or cannot be asked */
  constructor(
    private readonly config: StackConfig,
    private readonly docker: Docker,
    private readonly grafana: GrafanaApi | undefined,
  ) {}

  /** What there is now, to be found again. */
  async look(): Promise<Before> {
    const at = Math.floor(Date.now() / 1000);
    const { grafana } = this;
    if (!grafana) return { at, boards: [], probed: false };
    return {
      at,
      lines: await this.lines(at).catch(() => undefined),
      boards: await this.boards(),
      rules: (await this.asked("alert rules", () => this.rulesCheck())).state !== "failed",
      probed: (await this.probed()) !== undefined,
    };
  }

  /** What is not as it should be; empty: all is well. @param since Unix time after which the probe's lines are to come */
  async wrong(before: Before, since: number): Promise<Check[]> {
    const found = await this.containers();
    if (!this.grafana || found.some(failed)) return found.filter(failed);
    const login = await loginCheck(this.grafana);
    if (failed(login)) return [login];
    return [
      await datasourceCheck(this.grafana),
      await this.asked("lines of before", () => this.linesCheck(before)),
      await this.asked("dashboards", () => this.boardsCheck(before)),
      ...(before.rules === false ? [] : [await this.asked("alert rules", () => this.rulesCheck())]),
      ...(before.probed ? [await this.asked("new lines", () => this.arriving(since))] : []),
    ].filter(failed);
  }

  /** The same of what runs again: what another version would have in Grafana is not asked for. @param roles its containers */
  async wrongAgain(before: Before, roles: Role[]): Promise<Check[]> {
    const found = await this.containers(roles);
    if (!this.grafana || found.some(failed)) return found.filter(failed);
    const login = await loginCheck(this.grafana);
    if (failed(login)) return [login];
    const lines = await this.asked("lines of before", () => this.linesCheck(before));
    return [await datasourceCheck(this.grafana), lines].filter(failed);
  }

  private async containers(roles = partsOf(this.config).map(({ role }) => role)): Promise<Check[]> {
    const there = await this.docker.containers();
    return roles
      .filter((role) => !isOptional(role))
      .map((role): Check => {
        const container = there.find((one) => one.role === role);
        const state = container?.running && notWell([container]).length === 0 ? "ok" : "failed";
        return { what: `container ${role}`, state, found: container?.status ?? "missing" };
      });
  }

  /** What cannot be asked yet is not well yet. */
  private async asked(what: string, ask: () => Promise<Check>): Promise<Check> {
    return ask().catch((error: unknown) => ({ what, state: "failed", found: (error as Error).message }));
  }

  private async linesCheck({ at, lines }: Before): Promise<Check> {
    const what = "lines of before";
    if (lines === undefined || !this.config.loki) return { what, state: "empty", found: "not counted" };
    const now = await this.lines(at);
    return { what, state: now >= lines ? "ok" : "failed", found: `${now} of ${lines} are in Loki` };
  }

  private async boardsCheck({ boards }: Before): Promise<Check> {
    const now = await this.boards();
    const own: string[] = Object.values(uids.dashboards);
    // Of ours a version may have others than the one before.
    const wanted = [...own, ...boards.filter((uid) => !uid.startsWith("deepchat-"))];
    const missing = wanted.filter((uid) => !now.includes(uid));
    const found = missing.length === 0 ? `${wanted.length}` : `missing: ${missing.join(", ")}`;
    return { what: "dashboards", state: missing.length === 0 ? "ok" : "failed", found };
  }

  private async rulesCheck(): Promise<Check> {
    if (!this.grafana || !isServer(this.config))
      return { what: "alert rules", state: "empty", found: "none" };
    return ruleCheck(this.grafana, this.config.content.thresholds.rulesOff);
  }

  private async arriving(since: number): Promise<Check> {
    const newest = await this.probed();
    const state = newest !== undefined && newest > since ? "ok" : "failed";
    return { what: "new lines", state, found: "none of the probe has reached Loki yet" };
  }

  private async lines(at: number): Promise<number> {
    const query = queries(allHosts).linesOfEverything(WINDOW, 0);
    const [found] = (await this.grafana?.lokiNumbers(query, at)) ?? [];
    return found?.value ?? 0;
  }

  private async boards(): Promise<string[]> {
    const found = await this.grafana?.get<{ uid: string }[]>("/api/search?type=dash-db&limit=5000");
    return (found ?? []).map(({ uid }) => uid);
  }

  /** Unix time of the probe's newest line. */
  private async probed(): Promise<number | undefined> {
    const query = selector([jobs.probe], allHosts);
    const [line] = (await this.grafana?.lokiLines(query, 1).catch(() => [])) ?? [];
    return line && Number(line.nanoseconds / 1_000_000_000n);
  }
}

const failed = ({ state }: Check) => state === "failed";
