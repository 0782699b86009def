import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as net from "node:net";

/** A web UI that answers /chat with the status it is told and writes a log file, as the original design expects. */
export class WebUi {
  port = 0;
  private server?: http.Server;

  constructor(private readonly logFile: string) {}

  async start(): Promise<void> {
    this.server = http.createServer((request, response) => {
      const url = new URL(request.url ?? "/", "http://webui");
      const status = Number(url.searchParams.get("status") ?? 200);
      const level = status >= 500 ? "error" : "info";
      const line = `${new Date().toISOString()} level=${level} msg=request method=${request.method} path=${url.pathname} status=${status} duration=12.5ms`;
      fs.appendFileSync(this.logFile, `${line}\n`);
      response.writeHead(status).end();
    });
    this.port = await listen(this.server, this.port);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  async chat(times: number, status = 200): Promise<void> {
    for (let i = 0; i < times; i++)
      await fetch(`http://127.0.0.1:${this.port}/chat?status=${status}`, { method: "POST" });
  }
}

/** Something in Ollama's place that answers everything with one status, and logs as Ollama does. */
export class BrokenOllama {
  port = 0;
  /** 200: it answers like a well Ollama. */
  status = 200;
  private server?: http.Server;

  constructor(private readonly logFile: string) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = http.createServer((request, response) => {
      const time = new Date().toISOString().replace(/(.*)T(.*)\..*/, (_, day: string, clock: string) => {
        return `${day.replaceAll("-", "/")} - ${clock}`;
      });
      const line = `[GIN] ${time} | ${this.status} |     1.234ms |       127.0.0.1 | ${(request.method ?? "").padEnd(8)} "${request.url}"`;
      fs.appendFileSync(this.logFile, `${line}\n`);
      const body = this.status === 200 ? { version: "0.32.15", models: [] } : { error: "made to fail" };
      response.writeHead(this.status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    this.port = await listen(this.server, this.port);
  }

  async stop(): Promise<void> {
    await close(this.server);
  }

  /** Requests of users. */
  async ask(times: number): Promise<void> {
    for (let i = 0; i < times; i++) await fetch(`${this.url}/api/chat`, { method: "POST", body: "{}" });
  }
}

/** The way between a probe and a service, which can be cut: connections are accepted and nothing ever comes. */
export class Wire {
  port = 0;
  cut = false;
  private server?: net.Server;
  private readonly sockets = new Set<net.Socket>();

  constructor(private readonly target: number) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    this.server = net.createServer((socket) => {
      this.sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => this.sockets.delete(socket));
      if (this.cut) return;
      const onward = net.connect(this.target, "127.0.0.1");
      onward.on("error", () => socket.destroy());
      socket.pipe(onward).pipe(socket);
    });
    this.port = await listen(this.server, 0);
  }

  async stop(): Promise<void> {
    for (const socket of this.sockets) socket.destroy();
    await close(this.server);
  }
}

async function listen(server: net.Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function close(server: net.Server | http.Server | undefined): Promise<void> {
  if (!server?.listening) return;
  if (server instanceof http.Server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
