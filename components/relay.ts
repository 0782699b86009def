import * as pulumi from "@pulumi/pulumi";

import { readAsset } from "./assets";
import { type PhysicalNames, ports } from "./naming";
import { Service } from "./service";
import type { Receiver } from "./stack-config";

export interface RelayArgs {
  names: PhysicalNames;
  network: pulumi.Input<string>;
  /** Image with Node.js. */
  image: string;
  /** Memory limit in MiB. */
  memory: number;
  /** Those it sends for. */
  receivers: Receiver[];
}

/**
 * Signs messages for DingTalk and Feishu bots that ask for it: the signature holds the time, and Grafana can compute none.
 * Sends for WeCom apps and Slack's incoming webhooks, because Grafana would write their secrets into its log. Keeps nothing, publishes no port; only Grafana, on the stack's network, reaches it.
 */
export class Relay extends pulumi.ComponentResource {
  constructor(name: string, args: RelayArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Relay", name, {}, opts);
    const routes = Object.fromEntries(
      args.receivers.map(({ relay, type, secrets, settings }) => [relay, { type, ...settings, ...secrets }]),
    );
    new Service(
      name,
      {
        names: args.names,
        role: "relay",
        image: args.image,
        networks: [args.network],
        health: ["node", "/opt/relay.mjs", "--health"],
        memory: args.memory,
        user: "1000:0",
        entrypoint: ["node"],
        command: ["/opt/relay.mjs"],
        environment: {
          PORT: String(ports.relay),
          NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=24",
        },
        files: [
          { path: "/opt/relay.mjs", content: readAsset("relay/relay.mjs") },
          { path: "/opt/routes.json", content: pulumi.secret(pulumi.jsonStringify(routes)), mode: "0640" },
        ],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
