import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";

import type { EngineConfig } from "../config/schema";
import { parts, proxyRoles } from "./parts";
import { type Common, filteredSocket, goRuntime, Service } from "./service";

export interface SocketProxyArgs extends Common, EngineConfig {}

/** Where a proxy sees its engine. */
const engineSocket = "/var/run/docker.sock";

/** All that is let through, whatever its query: reading containers and their logs needs no more. Ids are hexadecimal, so no path leads elsewhere. */
export const allowedPaths = [
  "/_ping",
  "/networks",
  "/containers/json",
  "/containers/[0-9a-f]{12,64}/json",
  "/containers/[0-9a-f]{12,64}/logs",
];

/**
 * The engines' sockets behind a filter: one proxy an engine, which answers a few reading requests and refuses all others.
 * The filtered sockets lie on a volume of their own, which the collector and the sensor mount; nothing listens on a network.
 * No other container of the stack sees an engine's own socket (docs/decisions/socket-proxy.md).
 */
export class SocketProxy extends pulumi.ComponentResource {
  /** Name of the volume with the filtered sockets. */
  public readonly sockets: pulumi.Output<string>;

  constructor(name: string, args: SocketProxyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:SocketProxy", name, {}, opts);

    const volume = new docker.Volume(
      `${name}-sockets`,
      { name: args.names.sockets, labels: args.names.labels },
      { parent: this, ignoreChanges: ["labels"] },
    );
    this.sockets = volume.name;
    args.sockets.forEach((socket, at) => {
      const role: (typeof proxyRoles)[number] | undefined = proxyRoles[at];
      if (!role) return;
      new Service(
        at === 0 ? name : role,
        {
          names: args.names,
          role,
          image: args.image,
          networks: "none",
          health: ["/healthcheck"],
          memory: args.memory,
          // Who owns the sockets; the image's own user may not open them.
          user: "0:0",
          command: proxyArguments(at),
          environment: goRuntime(args.memory),
          hostPaths: [{ host: socket, inside: engineSocket }],
          sockets: { volume: volume.name, writable: true },
          readOnly: true,
          // A further engine is often a user's: root without capabilities may not open that user's socket.
          capabilities: at === 0 ? undefined : ["CAP_DAC_OVERRIDE"],
          optional: parts[role].optional,
        },
        { parent: this },
      );
    });
    this.registerOutputs({ sockets: this.sockets });
  }
}

/** @param at which engine, counted as in `sockets` */
export function proxyArguments(at: number): string[] {
  const allowed = `(?:/v[0-9.]+)?(?:${allowedPaths.join("|")})`;
  return [
    `-allowGET=${allowed}`,
    `-allowHEAD=(?:/v[0-9.]+)?/_ping`,
    `-socketpath=${engineSocket}`,
    `-proxysocketendpoint=${filteredSocket(at)}`,
    // Whoever has the volume may ask: the sensor is not root.
    "-proxysocketendpointfilemode=0666",
    "-allowhealthcheck",
    // An engine that was restarted while containers went on has a new socket, which only a new start sees.
    "-watchdoginterval=15",
    "-stoponwatchdog",
    // Of log streams that last for ever nobody waits for the end.
    "-shutdowngracetime=1",
  ];
}
