import * as fs from "node:fs";
import * as http from "node:http";

import { close, listen } from "./listen";

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
