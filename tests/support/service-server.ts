import * as http from "node:http";
import type { AddressInfo } from "node:net";

import * as pulumi from "@pulumi/pulumi";

/** A server that answers as it is told, and keeps what it got. */
export class Server {
  /** undefined: it never answers. */
  answer: (path: string) => { status?: number; body: unknown; location?: string } | undefined = () => ({
    body: {},
  });
  readonly got: { method?: string; path: string; body: string; authorization?: string }[] = [];
  readonly server = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const path = request.url ?? "";
      this.got.push({ method: request.method, path, body, authorization: request.headers.authorization });
      const answer = this.answer(path);
      if (!answer) return;
      const { status = 200, body: said, location } = answer;
      if (location) response.setHeader("location", location);
      response.writeHead(status).end(typeof said === "string" ? said : JSON.stringify(said));
    });
  });
  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return this;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }
}

export const secret = (value: string) => pulumi.secret(value);
