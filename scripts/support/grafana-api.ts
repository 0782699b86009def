import { grafanaNames, uids } from "../../components/naming";
import { Failure } from "./fail";

/** Grafana's HTTP interface, as the administrator. */
export class GrafanaApi {
  constructor(
    private readonly url: string,
    private readonly password: string,
  ) {}

  /** The decoded answer; undefined when Grafana says there is no such thing. */
  async get<T>(path: string): Promise<T | undefined> {
    const response = await this.request("GET", path);
    if (response.status === 404) return undefined;
    if (!response.ok)
      throw new Failure(
        `Grafana answers ${response.status} to ${path}: ${(await response.text()).slice(0, 200)}`,
      );
    return (await response.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const response = await this.request("POST", path, body);
    if (!response.ok)
      throw new Failure(
        `Grafana answers ${response.status} to ${path}: ${(await response.text()).slice(0, 200)}`,
      );
    return (await response.json()) as T;
  }

  /** HTTP status of a request as the administrator; 0 when nothing answers. */
  async status(path: string): Promise<number> {
    return this.request("GET", path).then(
      (response) => response.status,
      () => 0,
    );
  }

  /**
   * Which of our objects exist, as Pulumi would import them: type, name in the program, provider's id.
   *
   * @param known names of contact points and mute timings that Pulumi made, which are ours whatever they look like
   * @throws Failure when somebody else's object has a name we need.
   */
  async ours(known: ReadonlySet<string> = new Set()): Promise<{ type: string; name: string; id: string }[]> {
    const folder = (key: keyof typeof uids.folders) => ({
      path: `/api/folders/${uids.folders[key]}`,
      ...{ type: "grafana:oss/folder:Folder", name: `content-folder-${key}`, id: `1:${uids.folders[key]}` },
    });
    const ruleGroup = (name: string, group: string) => ({
      path: `/api/v1/provisioning/folder/${uids.folders.alerts}/rule-groups/${group}`,
      ...{ type: "grafana:alerting/ruleGroup:RuleGroup", name, id: `1:${uids.folders.alerts}:${group}` },
    });
    const candidates = [
      {
        path: `/api/datasources/uid/${uids.datasource}`,
        ...{
          type: "grafana:oss/dataSource:DataSource",
          name: "content-datasource",
          id: `1:${uids.datasource}`,
        },
      },
      folder("dashboards"),
      folder("alerts"),
      ruleGroup("content-rules", grafanaNames.ruleGroup),
      ruleGroup("content-rules-slow", grafanaNames.slowRuleGroup),
      ruleGroup("content-watchdog", grafanaNames.watchdogGroup),
    ];
    const found = [];
    for (const { path, ...object } of candidates) {
      if ((await this.get(path)) !== undefined) found.push(object);
    }
    interface ContactPoint {
      name: string;
      type: string;
      settings: Record<string, unknown>;
    }
    const points = (await this.get<ContactPoint[]>("/api/v1/provisioning/contact-points")) ?? [];
    for (const [key, wanted] of Object.entries(grafanaNames.contactPoints)) {
      const named = points.filter(({ name }) => name === wanted);
      const foreign = named.find(({ settings }) => !JSON.stringify(settings).includes("deepchat."));
      if (foreign && !known.has(wanted))
        throw takenName(`contact point named ${wanted} (${foreign.type})`, "Contact points");
      if (named.length > 0) {
        const id = `1:${wanted}`;
        found.push({
          type: "grafana:alerting/contactPoint:ContactPoint",
          name: `content-contact-point-${key}`,
          id,
        });
      }
    }
    interface MuteTiming {
      name: string;
      provenance?: string;
    }
    const timings = (await this.get<MuteTiming[]>("/api/v1/provisioning/mute-timings")) ?? [];
    for (const { name, provenance } of timings) {
      const index = Array.from({ length: 100 }, (_, i) => i).find((i) => grafanaNames.quiet(i) === name);
      if (index === undefined) continue;
      if (provenance !== "api" && !known.has(name))
        throw takenName(`mute timing named ${name}`, "Mute timings");
      found.push({
        ...{
          type: "grafana:alerting/muteTiming:MuteTiming",
          name: `content-quiet-${index}`,
          id: `1:${name}`,
        },
      });
    }
    return found;
  }

  /** Any request; never throws for a status. */
  request(method: string, path: string, body?: unknown): Promise<Response> {
    return fetch(new URL(path.replace(/^\//, ""), this.url), {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${this.password}`).toString("base64")}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(15_000),
    });
  }
}

function takenName(what: string, page: string): Failure {
  return new Failure(
    `Grafana has a ${what} that this stack did not make, and ours needs that name. ` +
      `Rename it in Grafana (Alerting, ${page}), then: npm run up`,
  );
}
