import { until } from "../stand/until";

/** One entry as Loki returns it. */
export interface Entry {
  at: bigint;
  line: string;
  /** Labels and structured metadata. */
  labels: Record<string, string>;
}

/** A Loki, asked for numbered lines by the fault they are named after. */
export class LokiReader {
  private url = "";

  /** @param host whose lines */
  constructor(private readonly host = "loss") {}

  /** Waits until the Loki at this address is ready, and asks that one from now on. */
  async use(address: string): Promise<void> {
    this.url = `http://${address}`;
    await until("Loki is ready", async () => (await fetch(`${this.url}/ready`)).ok);
  }

  /** How many entries Loki has of a fault by now. */
  async total(fault: string): Promise<number> {
    const query = `sum(count_over_time(${this.selector(fault)} [26h]))`;
    const answer = await this.ask<{ value: [number, string] }>("query", {
      query,
      time: String(soon() / 1000),
    });
    return Number(answer[0]?.value[1] ?? 0);
  }

  /** The sum of an expression's series now; 0 for none. */
  async number(query: string): Promise<number> {
    const series = await this.ask<{ value: [number, string] }>("query", { query });
    return series.reduce((sum, { value }) => sum + Number(value[1]), 0);
  }

  /** All entries of a query, by default those of a fault, oldest first. */
  async entries(fault: string, query = this.selector(fault)): Promise<Entry[]> {
    const found: Entry[] = [];
    const limit = 5000;
    let start = BigInt(Date.now() - 25 * 3_600_000) * 1_000_000n;
    for (;;) {
      const answer = await this.ask<{ stream: Record<string, string>; values: [string, string][] }>(
        "query_range",
        {
          ...{ query, limit: String(limit), direction: "forward" },
          ...{ start: String(start), end: String(BigInt(soon()) * 1_000_000n) },
        },
      );
      const page = answer.flatMap(({ stream, values }) =>
        values.map(([at, line]) => ({ at: BigInt(at), line, labels: stream })),
      );
      page.sort((a, b) => Number(a.at - b.at));
      const end = page.at(-1)?.at;
      if (page.length < limit || end === undefined || end === page[0]?.at) return [...found, ...page];
      // The last instant may go on in the next page.
      found.push(...page.filter(({ at }) => at < end));
      start = end;
    }
  }

  /** The labels of every stream there is, by default of the host. */
  async series(selector = `{host="${this.host}"}`): Promise<Record<string, string>[]> {
    return this.ask("series", { "match[]": selector });
  }

  private selector(fault: string): string {
    return `{host="${this.host}"} |= "fault=${fault} "`;
  }

  private async ask<T>(path: string, parameters: Record<string, string>): Promise<T[]> {
    const response = await fetch(`${this.url}/loki/api/v1/${path}?${new URLSearchParams(parameters)}`);
    if (!response.ok) throw new Error(`Loki answers ${response.status}: ${await response.text()}`);
    const { data } = (await response.json()) as { data: T[] | { result: T[] } };
    return Array.isArray(data) ? data : data.result;
  }
}

/** Beyond the furthest future that Loki accepts. */
function soon(): number {
  return Date.now() + 15 * 60_000;
}
