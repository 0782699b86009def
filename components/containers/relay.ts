import * as pulumi from "@pulumi/pulumi";

import { kindOf, type Receiver } from "../receivers";
import { readProgram } from "../shared/assets";
import { ports } from "../shared/naming";
import { alive } from "./alive";
import { type Common, Service } from "./service";

export interface RelayArgs extends Common {
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Those it sends for. */
  receivers: Receiver[];
  /** Words before the number of alerts that a message has no room for. */
  more: string;
}

/**
 * Sends for chat services, most of which answer HTTP 200 to what they refuse, so that Grafana would count it as delivered:
 * here it becomes an error, tried again within the service's rate limit. Signs for bots that ask for it, and sends for WeCom
 * apps and Slack's webhooks, whose secrets Grafana would write into its log. Keeps nothing on disk, publishes no port; only
 * Grafana, on the stack's network, reaches it.
 */
export class Relay extends pulumi.ComponentResource {
  constructor(name: string, args: RelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Relay", name, {}, opts);
    const routes = Object.fromEntries(
      args.receivers.flatMap(({ relay, key, type, fields }) =>
        relay ? [[relay, { key, type, service: kindOf({ type }).service, ...fields }] as const] : [],
      ),
    );
    const { health, environment } = alive("relay", 10);
    new Service(
      name,
      {
        names: args.names,
        role: "relay",
        image: args.image,
        networks: [args.network],
        health,
        memory: args.memory,
        user: "1000:0",
        entrypoint: ["node"],
        command: ["/opt/relay.mjs"],
        environment: {
          ...environment,
          PORT: String(ports.relay),
          NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=24",
        },
        files: [
          { path: "/opt/relay.mjs", content: readProgram("relay") },
          {
            path: "/opt/routes.json",
            content: pulumi.secret(pulumi.jsonStringify({ routes, more: args.more })),
            mode: "0640",
          },
        ],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
