import { type ChildProcess, spawn } from "node:child_process";
import fs from "node:fs";
import http from "node:http";
import https from "node:https";
import net, { type AddressInfo, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";

import { checked } from "./alive";
import { programFile } from "./programs";

const PROBE = programFile("probe");
const FIXTURES = path.join(__dirname, "../fixtures");

/** The flags of the probe's container: without them Node's heap grows beyond the probe's memory limit. */
const NODE_FLAGS = ["--jitless", "--max-semi-space-size=1", "--max-old-space-size=24"];

export type Line = { probe: string; [field: string]: unknown };
export type Env = Record<string, string>;

export function fixture(name: string): string {
  return fs.readFileSync(path.join(FIXTURES, name), "utf8");
}

export function fixturePath(name: string): string {
  return path.join(FIXTURES, name);
}

/** Names what was missing, and what was there instead, when a wait takes too long. */
async function within<T>(ms: number, promise: Promise<T>, missing: () => string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(missing())), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

const heartbeats = fs.mkdtempSync(path.join(os.tmpdir(), "probe-test-"));
let started = 0;
const running: Probe[] = [];

/** A probe as a child process, and what it wrote. */
export class Probe {
  readonly lines: Line[] = [];
  readonly env: Env;
  readonly exit: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
  stdout = "";
  stderr = "";
  private readonly child: ChildProcess;
  private readonly watchers = new Set<() => void>();

  constructor(env: Env, flags: string[] = []) {
    this.env = { HEARTBEAT_FILE: path.join(heartbeats, String(++started)), ...env };
    this.child = spawn(process.execPath, [...NODE_FLAGS, ...flags, PROBE], { env: this.env });
    this.child.stdout?.setEncoding("utf8").on("data", (chunk: string) => this.read(chunk));
    this.child.stderr?.setEncoding("utf8").on("data", (chunk: string) => (this.stderr += chunk));
    this.exit = new Promise((resolve) => this.child.on("close", (code, signal) => resolve({ code, signal })));
    running.push(this);
  }

  get pid(): number {
    return this.child.pid ?? NaN;
  }

  of(probe: string): Line[] {
    return this.lines.filter((line) => line.probe === probe);
  }

  /** The nth line of a target, waited for. */
  async line(probe: string, nth = 1): Promise<Line> {
    await this.until(() => this.of(probe).length >= nth, `line ${nth} of ${probe}`);
    return this.of(probe)[nth - 1] as Line;
  }

  async until(condition: () => boolean, what: string): Promise<void> {
    if (condition()) return;
    let check = (): void => undefined;
    const met = new Promise<void>((resolve) => {
      check = () => condition() && resolve();
      this.watchers.add(check);
    });
    const missing = () => `no ${what}; stdout: ${this.stdout.slice(-2000)} stderr: ${this.stderr}`;
    await within(20_000, met, missing).finally(() => this.watchers.delete(check));
  }

  async exited(): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
    return within(20_000, this.exit, () => `no exit; stderr: ${this.stderr}`);
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  closeStdout(): void {
    this.child.stdout?.destroy();
  }

  /** Resident memory in KiB. */
  rss(): number {
    return Number(/VmRSS:\s*(\d+)/.exec(fs.readFileSync(`/proc/${this.pid}/status`, "utf8"))?.[1]);
  }

  /** What its container's check of health says. @param interval seconds between two rounds, as the check is told */
  health(interval: number): { status: number | null; stdout: string } {
    return checked("probe", interval, this.env);
  }

  private read(chunk: string): void {
    const known = this.stdout.lastIndexOf("\n") + 1;
    this.stdout += chunk;
    const complete = this.stdout.slice(known, this.stdout.lastIndexOf("\n") + 1);
    for (const line of complete.split("\n").filter(Boolean)) this.lines.push(JSON.parse(line) as Line);
    for (const check of this.watchers) check();
  }
}

export type Handler = (request: http.IncomingMessage, response: http.ServerResponse) => void;

/** A server on a free loopback port, with what was asked of it. */
export interface Server {
  url: string;
  port: number;
  requests: http.IncomingMessage[];
  open: Set<Socket>;
  connections: () => number;
}

const servers: { close: () => Promise<void> }[] = [];

async function listen(server: net.Server, scheme: string, requests: http.IncomingMessage[]): Promise<Server> {
  const open = new Set<Socket>();
  let count = 0;
  server.on("connection", (socket: Socket) => {
    count += 1;
    open.add(socket);
    // a client that gives up resets the connection
    socket.on("error", () => undefined).on("close", () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of open) socket.destroy();
    });
  servers.push({ close });
  const { port } = server.address() as AddressInfo;
  return { url: `${scheme}://127.0.0.1:${port}`, port, requests, open, connections: () => count };
}

export function serve(handler: Handler): Promise<Server> {
  const requests: http.IncomingMessage[] = [];
  const server = http.createServer((request, response) => {
    requests.push(request);
    handler(request, response);
  });
  return listen(server, "http", requests);
}

export function serveTls(handler: Handler): Promise<Server> {
  const identity = { key: fixture("tls/localhost.key"), cert: fixture("tls/localhost.crt") };
  return listen(https.createServer(identity, handler), "https", []);
}

export function serveRaw(handler: (socket: Socket) => void): Promise<Server> {
  return listen(net.createServer({ allowHalfOpen: true }, handler), "http", []);
}

/** An Ollama whose answers can be replaced path by path. */
export function ollama(answers: Record<string, string | Handler> = {}): Promise<Server> {
  const all: Record<string, string | Handler> = {
    "/api/version": fixture("ollama-api/version.json"),
    "/api/ps": fixture("ollama-api/ps-two-models.json"),
    ...answers,
  };
  return serve((request, response) => {
    const answer = all[request.url ?? ""];
    if (typeof answer === "function") return answer(request, response);
    if (answer === undefined) response.statusCode = 404;
    response.end(answer ?? "404 page not found");
  });
}

/** A port on which nothing listens. */
export async function closedPort(): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export async function stopAll(): Promise<void> {
  const probes = running.splice(0);
  for (const probe of probes) probe.signal("SIGKILL");
  await Promise.all(probes.map((probe) => probe.exit));
  await Promise.all(servers.splice(0).map((server) => server.close()));
}
