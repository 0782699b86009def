import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A container whose log was recorded by Docker's json-file driver. */
export interface RecordedContainer {
  name: string;
  labels?: Record<string, string>;
  tty?: boolean;
  /** Text of the json-file driver's file. */
  log: string;
  /** Names of its networks. @default ["bridge"] */
  networks?: string[];
  /** TCP ports that it exposes. @default none */
  ports?: number[];
}

/** How an engine is asked. */
export interface EngineApi {
  /** Path of its socket. @default a port of the loopback */
  socket?: string;
  /** The newest version of the API it knows. @default "1.41" */
  version?: string;
  /** The oldest one it takes. @default any */
  oldest?: string;
}

interface LogRecord {
  log: string;
  stream: "stdout" | "stderr";
  time: string;
}

/** Stands in for a Docker engine as far as a collector asks it: lists containers by filter and plays their logs. */
export class DockerApi {
  /** How often the log of each container was asked for, by its name. */
  readonly followed: Record<string, number> = {};

  private constructor(
    private readonly containers: RecordedContainer[],
    private readonly api: EngineApi,
    private readonly server: Server,
  ) {}

  static async start(containers: RecordedContainer[], api: EngineApi = {}): Promise<DockerApi> {
    const server = createServer();
    const engine = new DockerApi(containers, api, server);
    server.on("request", (request, response) => engine.answer(request, response));
    await new Promise<void>((resolve) => {
      if (api.socket) server.listen(api.socket, resolve);
      else server.listen(0, "127.0.0.1", resolve);
    });
    return engine;
  }

  get host(): string {
    const { socket } = this.api;
    return socket ? `unix://${socket}` : `tcp://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private answer(request: IncomingMessage, response: ServerResponse): void {
    const { containers, api } = this;
    const url = new URL(request.url ?? "/", "http://docker");
    const [, asked, path = ""] = /^(?:\/v([\d.]+))?(.*)$/.exec(url.pathname) ?? [];
    const json = (body: unknown, status = 200) =>
      response
        .writeHead(status, { "content-type": "application/json", "api-version": api.version ?? "1.41" })
        .end(JSON.stringify(body));
    if (path === "/_ping")
      return void response.writeHead(200, { "api-version": api.version ?? "1.41" }).end("OK");
    if (asked && api.oldest && minor(asked) < minor(api.oldest))
      return void json(
        { message: `client version ${asked} is too old. Minimum supported API version is ${api.oldest}` },
        400,
      );
    if (path === "/networks") return void json(networks(containers).map(network));
    if (path === "/containers/json") {
      const filters = JSON.parse(url.searchParams.get("filters") ?? "{}") as Record<
        string,
        Record<string, boolean>
      >;
      return void json(containers.filter((container) => matches(container, filters)).map(summary));
    }
    const [, id, part] = /^\/containers\/([^/]+)\/(json|logs)$/.exec(path) ?? [];
    const container = containers.find((candidate) => idOf(candidate) === id);
    if (!container) return void json({}, 404);
    if (part === "json")
      return void json({
        Id: id,
        Name: `/${container.name}`,
        Config: { Tty: container.tty ?? false },
        State: { Status: "running", Running: true },
      });
    this.followed[container.name] = (this.followed[container.name] ?? 0) + 1;
    response.setHeader("content-type", "application/vnd.docker.raw-stream");
    // Followed logs stay open.
    response.write(play(container, Number(url.searchParams.get("since") ?? 0)));
  }
}

const minor = (version: string) => Number(version.split(".")[1]);

function networks(containers: RecordedContainer[]): string[] {
  return [...new Set(["bridge", ...containers.flatMap((container) => container.networks ?? [])])];
}

function network(name: string): unknown {
  return { Id: `id-of-${name}`, Name: name, Driver: "bridge", Scope: "local", IPAM: {} };
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
  const { name, labels = {}, ports = [], networks: joined = ["bridge"] } = container;
  const address = (at: number) => `172.17.${at}.2`;
  return {
    Id: idOf(container),
    Names: [`/${name}`],
    Labels: labels,
    Ports: ports.map((port) => ({ PrivatePort: port, Type: "tcp" })),
    State: "running",
    HostConfig: { NetworkMode: joined[0] },
    NetworkSettings: {
      Networks: Object.fromEntries(
        joined.map((one, at) => [one, { NetworkID: `id-of-${one}`, IPAddress: address(at) }]),
      ),
    },
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
