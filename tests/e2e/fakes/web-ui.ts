import * as fs from "node:fs";
import * as http from "node:http";

import { close, listen } from "./listen";

/** A web UI that answers /chat with the status it is told and writes a log file, in logfmt. */
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
