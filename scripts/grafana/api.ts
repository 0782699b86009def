import { grafanaNames, uids } from "../../components/shared/naming";
import { Failure } from "../command/fail";

/** Grafana's HTTP interface, as the administrator. */
export class GrafanaApi {
  constructor(
    private readonly url: string,
    private readonly password: string,
    /** Milliseconds that one request may take. */
    private readonly patience = 15_000,
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

  /** Lines that a query finds in Loki, with the nanosecond each is of, the newest first. @param since such as `15m` */
  async lokiLines(
    query: string,
    limit: number,
    since = "15m",
  ): Promise<{ nanoseconds: bigint; line: string }[]> {
    interface Streams {
      values: [string, string][];
    }
    const streams = await this.loki<Streams>("query_range", { query, limit: String(limit), since });
    return streams
      .flatMap(({ values }) => values)
      .map(([time, line]) => ({ nanoseconds: BigInt(time), line }))
      .sort((a, b) => (a.nanoseconds < b.nanoseconds ? 1 : -1));
  }

  /** What a query says in Loki, a number a series. @param time as Unix time in seconds. @default now */
  async lokiNumbers(
    query: string,
    time?: number,
  ): Promise<{ metric: Record<string, string>; value: number }[]> {
    interface Series {
      metric: Record<string, string>;
      value: [number, string];
    }
    const series = await this.loki<Series>("query", {
      query,
      ...(time === undefined ? {} : { time: String(time) }),
    });
    return series.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  private async loki<T>(what: "query" | "query_range", parameters: Record<string, string>): Promise<T[]> {
    const answer = await this.get<{ data: { result: T[] } }>(
      `/api/datasources/proxy/uid/${uids.datasource}/loki/api/v1/${what}?${new URLSearchParams(parameters)}`,
    );
    return answer?.data.result ?? [];
  }

  /** Rules of the user's in groups of ours: a group is written as a whole, so the next change of ours would delete them. */
  async strayRules(): Promise<{ group: string; title: string }[]> {
    const own: string[] = Object.values(uids.rules);
    const groups = await Promise.all(
      Object.values(grafanaNames.ruleGroups).map(async (group) => {
        const path = `/api/v1/provisioning/folder/${uids.folders.alerts}/rule-groups/${group}`;
        const answer = await this.get<{ rules: { uid: string; title: string }[] }>(path);
        return (answer?.rules ?? []).map((rule) => ({ group, ...rule }));
      }),
    );
    return groups.flat().filter(({ uid }) => !own.includes(uid));
  }

  /** Any request; never throws for a status. */
  request(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Response> {
    return fetch(new URL(path.replace(/^\//, ""), this.url), {
      method,
      headers: {
        authorization: `Basic ${Buffer.from(`admin:${this.password}`).toString("base64")}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
      signal: AbortSignal.timeout(this.patience),
    });
  }
}
