import * as http from "node:http";
import type * as net from "node:net";
import type { AddressInfo } from "node:net";

/** Starts a server on the loopback; port 0: a free one. Returns the port. */
export async function listen(server: net.Server, port: number): Promise<number> {
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Ends a server and its connections. */
export async function close(server: net.Server | http.Server | undefined): Promise<void> {
  if (!server?.listening) return;
  if (server instanceof http.Server) server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
