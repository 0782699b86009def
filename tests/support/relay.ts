import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";

import { kindOf, type ReceiverType } from "../../components/receivers";
import type { Service } from "../../programs/relay/service";
import { programFile } from "./programs";

/** What a service answers; undefined: nothing, ever. */
export type Reply = { status?: number; body: string; headers?: Record<string, string> } | undefined;

/** Words of the relay's before the number of alerts that found no room. */
export const more = "More: ";

/** The relay as a process, between a sender and a service that answers what the test tells it. */
export class RelayRun {
  readonly received: { at: number; url: URL; body: string }[] = [];
  /** Lines the relay has written. */
  readonly said: { relay: string; receiver: string; level: string; code?: number; said: string }[] = [];
  reply: (body: string) => Reply = () => ({ body: '{"errcode":0,"errmsg":"ok"}' });
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "relay-"));
  /** Where it says when it last answered itself. */
  readonly heartbeat = path.join(this.folder, "heartbeat");
  private readonly service: http.Server;
  private relay?: ChildProcess;
  private base = "";

  constructor() {
    this.service = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.received.push({ at: Date.now(), url: new URL(request.url ?? "", "http://service"), body });
        const reply = this.reply(body);
        if (reply) response.writeHead(reply.status ?? 200, reply.headers).end(reply.body);
      });
    });
  }

  /** @param routes receivers by path, given the address of the service */
  async start(routes: (service: string) => Record<string, { type: ReceiverType }>, pace = {}): Promise<void> {
    await new Promise<void>((resolve) => this.service.listen(0, "127.0.0.1", resolve));
    const free = http.createServer();
    await new Promise<void>((resolve) => free.listen(0, "127.0.0.1", resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const there = `http://127.0.0.1:${(this.service.address() as AddressInfo).port}`;
    const file = path.join(this.folder, "routes.json");
    // Of another type there, for neither side imports the other: the compiler holds the two together here.
    const serviceOf = (route: { type: ReceiverType }): Service | undefined => kindOf(route).service;
    const known = Object.entries(routes(there)).map(([name, route]): [string, unknown] => [
      name,
      { service: serviceOf(route), ...route },
    ]);
    fs.writeFileSync(
      file,
      JSON.stringify({ routes: Object.fromEntries(known) as Record<string, object>, more, pace }),
    );
    this.relay = spawn(process.execPath, [programFile("relay")], {
      env: { PORT: String(port), ROUTES: file, HEARTBEAT_FILE: this.heartbeat },
      stdio: ["ignore", "pipe", "inherit"],
    });
    this.relay.stdout?.on("data", (chunk: Buffer) => {
      for (const line of chunk.toString().trim().split("\n"))
        this.said.push(JSON.parse(line) as (typeof this.said)[number]);
    });
    this.base = `http://127.0.0.1:${port}`;
    while ((await this.get("health").catch(() => 0)) !== 200)
      await new Promise((resolve) => setTimeout(resolve, 50));
  }

  /** Ends the relay as Docker does, and waits until it has ended. */
  async end(): Promise<void> {
    if (this.relay?.exitCode !== null) return;
    const closed = new Promise((resolve) => this.relay?.once("close", resolve));
    this.relay.kill();
    await closed;
  }

  async dispose(): Promise<void> {
    await this.end();
    this.service.closeAllConnections();
    await new Promise((resolve) => this.service.close(resolve));
    fs.rmSync(this.folder, { recursive: true });
  }

  async get(name: string): Promise<number> {
    return (await fetch(`${this.base}/${name}`)).status;
  }

  /** @param patience milliseconds that the sender waits for the answer */
  async send(name: string, body: unknown = { msgtype: "text" }, patience = 60_000) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(`${this.base}/${name}`, { method: "POST", body: text, signal });
    return { status: response.status, line: response.statusText, text: await response.text() };
  }
}

/** A message to WeCom as Grafana makes it of one rule on one host. */
export function wecom(
  rule: string,
  alerts: string[] = [`**FIRING: ${rule}**\nHost: gpu-1\n\n`],
  host = "gpu-1",
) {
  const count = alerts.length > 1 ? ` (${alerts.length})` : "";
  const content = `# [FIRING] ${rule} · ${host}${count} · DeepChat\n${alerts.join("")}\n`;
  return { msgtype: "markdown", markdown: { content } };
}
