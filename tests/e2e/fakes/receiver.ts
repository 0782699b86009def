import * as http from "node:http";
import type { AddressInfo } from "node:net";

import { SMTPServer } from "smtp-server";

/** A message that arrived, and when. */
export interface Received {
  at: number;
  path: string;
  body: string;
  /** It was not refused. */
  accepted: boolean;
}

/**
 * Plays the services alerts go to: WeCom's bot at /wecom, a webhook at /webhook, and a mail server. WeCom's answer and
 * its limit of 4096 bytes of Markdown are those it documents.
 */
export class Receiver {
  readonly received: Received[] = [];
  /** HTTP status the services answer with. */
  status = 200;
  httpPort = 0;
  smtpPort = 0;
  private readonly web: http.Server;
  private readonly mail: SMTPServer;

  constructor() {
    this.web = http.createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.keep(request.url ?? "", body);
        response.writeHead(this.status, { "content-type": "application/json" });
        response.end(JSON.stringify(this.answer(request.url ?? "", body)));
      });
    });
    this.mail = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS"],
      onData: (stream, _session, done) => {
        let body = "";
        stream.on("data", (chunk: Buffer) => (body += chunk.toString()));
        stream.on("end", () => {
          this.keep("/mail", body);
          done(this.status < 300 ? null : new Error("mailbox busy"));
        });
      },
    });
  }

  /** Listens on all addresses: Grafana comes from its container. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.web.listen(0, "0.0.0.0", resolve));
    await new Promise<void>((resolve) => this.mail.listen(0, "0.0.0.0", resolve));
    this.httpPort = (this.web.address() as AddressInfo).port;
    this.smtpPort = (this.mail.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    this.web.closeAllConnections();
    await new Promise((resolve) => this.web.close(resolve));
    await new Promise<void>((resolve) => this.mail.close(resolve));
  }

  /** The first message at a path whose body has all these texts. */
  find(path: string, ...texts: string[]): Received | undefined {
    return this.received.find(
      (message) => message.path === path && texts.every((text) => message.body.includes(text)),
    );
  }

  private keep(path: string, body: string): void {
    this.received.push({ at: Date.now(), path, body, accepted: this.status < 300 });
  }

  private answer(path: string, body: string): unknown {
    if (path !== "/wecom") return {};
    const { msgtype, markdown } = JSON.parse(body) as { msgtype: string; markdown?: { content: string } };
    if (msgtype !== "markdown" || !markdown) return { errcode: 40008, errmsg: "invalid message type" };
    return Buffer.byteLength(markdown.content) > 4096
      ? { errcode: 40058, errmsg: "markdown.content exceed max length 4096" }
      : { errcode: 0, errmsg: "ok" };
  }
}
