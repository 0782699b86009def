import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A container whose log was recorded by Docker's json-file driver. */
export interface RecordedContainer {
  name: string;
  labels?: Record<string, string>;
  tty?: boolean;
  /** Text of the json-file driver's file. */
  log: string;
}

interface LogRecord {
  log: string;
  stream: "stdout" | "stderr";
  time: string;
}

/** Stands in for a Docker engine as far as a collector asks it: lists containers by filter and plays their logs. */
export class DockerApi {
  private constructor(private readonly server: Server) {}

  static async start(containers: RecordedContainer[]): Promise<DockerApi> {
    const server = createServer((request, response) => answer(containers, request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new DockerApi(server);
  }

  get host(): string {
    return `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

function answer(containers: RecordedContainer[], request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? "/", "http://docker");
  const path = url.pathname.replace(/^\/v[\d.]+/, "");
  const json = (body: unknown) =>
    response.setHeader("content-type", "application/json").end(JSON.stringify(body));
  response.setHeader("Api-Version", "1.41");
  if (path === "/_ping") return void response.end("OK");
  if (path === "/networks")
    return void json([{ Id: "net", Name: "bridge", Driver: "bridge", Scope: "local", IPAM: {} }]);
  if (path === "/containers/json") {
    const filters = JSON.parse(url.searchParams.get("filters") ?? "{}") as Record<
      string,
      Record<string, boolean>
    >;
    return void json(containers.filter((container) => matches(container, filters)).map(summary));
  }
  const [, id, part] = /^\/containers\/([^/]+)\/(json|logs)$/.exec(path) ?? [];
  const container = containers.find((candidate) => idOf(candidate) === id);
  if (!container) return void response.writeHead(404).end("{}");
  if (part === "json")
    return void json({
      Id: id,
      Name: `/${container.name}`,
      Config: { Tty: container.tty ?? false },
      State: { Status: "running", Running: true },
    });
  response.setHeader("content-type", "application/vnd.docker.raw-stream");
  // Followed logs stay open.
  response.write(play(container, Number(url.searchParams.get("since") ?? 0)));
}

function idOf(container: RecordedContainer): string {
  return Buffer.from(container.name).toString("hex").padEnd(64, "0").slice(0, 64);
}

function matches(container: RecordedContainer, filters: Record<string, Record<string, boolean>>): boolean {
  const labels = container.labels ?? {};
  const wanted = Object.keys(filters["label"] ?? {});
  const names = Object.keys(filters["name"] ?? {});
  const labelled = wanted.every((label) => {
    const [key = "", value] = label.split("=");
    return key in labels && (value === undefined || labels[key] === value);
  });
  return (
    labelled && (names.length === 0 || names.some((name) => new RegExp(name).test(`/${container.name}`)))
  );
}

function summary(container: RecordedContainer): unknown {
  return {
    Id: idOf(container),
    Names: [`/${container.name}`],
    Labels: container.labels ?? {},
    Ports: [],
    State: "running",
    HostConfig: { NetworkMode: "bridge" },
    NetworkSettings: { Networks: { bridge: { NetworkID: "net", IPAddress: "172.17.0.2" } } },
  };
}

/** The records as Docker sends them with timestamps: raw with a terminal, else in frames of eight bytes' header. */
function play(container: RecordedContainer, since: number): Buffer {
  const records = container.log
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as LogRecord);
  const frames = records
    .filter((record) => Date.parse(record.time) / 1000 >= since)
    .map((record) => {
      const payload = Buffer.from(`${nano(record.time)} ${record.log}`);
      if (container.tty) return payload;
      const header = Buffer.alloc(8);
      header[0] = record.stream === "stdout" ? 1 : 2;
      header.writeUInt32BE(payload.length, 4);
      return Buffer.concat([header, payload]);
    });
  return Buffer.concat(frames);
}

/** Docker always writes nine decimals. */
function nano(time: string): string {
  const [seconds = "", fraction = ""] = time.replace("Z", "").split(".");
  return `${seconds}.${fraction.padEnd(9, "0")}Z`;
}
