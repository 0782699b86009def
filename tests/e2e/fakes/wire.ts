import * as net from "node:net";

import { close, listen } from "./listen";

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
