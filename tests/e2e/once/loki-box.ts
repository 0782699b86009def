import * as crypto from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { renderLokiConfig } from "../../../components/containers/loki";
import { readAsset } from "../../../components/shared/assets";
import { push, type PushedStream } from "../../support/push";
import { limits } from "../loss/containers";
import { images } from "../loss/images";
import { docker } from "../stand/docker";
import { until } from "../stand/until";

/** A line as the collector sends it: how many seconds ago, its text, its structured metadata. */
export type Entry = [ago: number, line: string, metadata?: Record<string, string>];

/** One series of an answer. */
export interface Series {
  metric: Record<string, string>;
  value: number;
}

/** A Loki with the program's configuration and limits and nothing in it, started by docker alone. */
export class LokiBox {
  readonly name = `rules-${crypto.randomBytes(3).toString("hex")}`;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "rules-"));
  /** Its address. */
  url = "";
  private entries = 0;

  static async start(): Promise<LokiBox> {
    const box = new LokiBox();
    const config = path.join(box.folder, "loki.yaml");
    fs.writeFileSync(config, renderLokiConfig(readAsset("loki/config.yaml"), { retention: 14 * 86_400 }));
    fs.chmodSync(box.folder, 0o755);
    docker(
      ...[
        "run",
        "-d",
        "--name",
        box.name,
        ...limits("lokiMemory"),
        "-p",
        "127.0.0.1::3100",
        "-v",
        `${config}:/etc/loki.yaml:ro`,
      ],
      ...[images.loki, "-config.file=/etc/loki.yaml"],
    );
    await box.ready();
    return box;
  }

  /** Empties its memory and caches; what it had in memory stands on disk then. */
  async restart(): Promise<void> {
    docker("restart", this.name);
    await this.ready();
  }

  /** Waits for it where it is now: a port of Docker's choice changes with every start. */
  private async ready(): Promise<void> {
    this.url = `http://${docker("port", this.name, "3100/tcp")}`;
    await until("Loki is ready", async () => (await fetch(`${this.url}/ready`)).ok);
  }

  /** Entries of one stream; each gets an instant of its own. */
  async push(labels: Record<string, string>, entries: Entry[]): Promise<void> {
    const now = Date.now();
    const values = entries.map(([ago, line, metadata = {}]): PushedStream["values"][number] => {
      const nanoseconds = String(this.entries++ % 1_000_000).padStart(6, "0");
      return [`${Math.round(now - ago * 1000)}${nanoseconds}`, line, metadata];
    });
    values.sort(([a], [b]) => (a < b ? -1 : 1));
    await push(this.url, [{ stream: labels, values }]);
  }

  /** The answer to an instant query, as Grafana asks for a rule; as of a time in seconds. @default now */
  async ask(query: string, time = Date.now() / 1000): Promise<Series[]> {
    const parameters = new URLSearchParams({ query, time: `${time}` });
    const response = await fetch(`${this.url}/loki/api/v1/query?${parameters}`);
    if (!response.ok)
      throw new Error(`Loki answers ${response.status} to ${query}: ${await response.text()}`);
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value }) => ({ metric, value: Number(value[1]) }));
  }

  /** The number of an answer's first series, if there is one. */
  async number(query: string): Promise<number | undefined> {
    return (await this.ask(query))[0]?.value;
  }

  /** The answer to a range query, as Grafana asks for a graph; times and step in seconds. */
  async askRange(query: string, start: number, end: number, step: number): Promise<Series[]> {
    const parameters = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` });
    const response = await fetch(`${this.url}/loki/api/v1/query_range?${parameters}`);
    if (!response.ok)
      throw new Error(`Loki answers ${response.status} to ${query}: ${await response.text()}`);
    const { data } = (await response.json()) as {
      data: { result: { metric: Record<string, string>; values: [number, string][] }[] };
    };
    return data.result.flatMap(({ metric, values }) =>
      values.map(([, value]) => ({ metric, value: Number(value) })),
    );
  }

  dispose(): void {
    docker("rm", "-f", "-v", this.name);
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
