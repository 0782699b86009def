import { posix } from "node:path";

import * as pulumi from "@pulumi/pulumi";

import type { TlsConfig } from "../config/schema";
import { ports } from "../shared/naming";
import { alive } from "./alive";
import { bundled } from "./bundled";
import { type Common, Service } from "./service";

export type TlsArgs = Common & TlsConfig;

/**
 * Opens Grafana to the network, encrypted, and to nobody else what it stands before: it sees bytes, certificate and key,
 * which stay in the host's files. Only where `grafanaCertFile` and `grafanaKeyFile` are set.
 */
export class Tls extends pulumi.ComponentResource {
  constructor(name: string, args: TlsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("deepchat:containers:Tls", name, {}, opts);
    const { certificate, key } = args;
    const { health, environment } = alive("tls", 10);
    new Service(
      name,
      {
        names: args.names,
        role: "tls",
        image: args.image,
        networks: [args.network],
        health,
        memory: args.memory,
        // A key is its owner's alone, whoever that is.
        user: "0:0",
        capabilities: ["CAP_DAC_READ_SEARCH"],
        ...bundled("tls", {
          ...environment,
          PORT: String(ports.tls),
          TARGET: `grafana:${ports.grafana}`,
          CERT_FILE: certificate,
          KEY_FILE: key,
          NODE_OPTIONS: "--max-semi-space-size=1 --max-old-space-size=32",
        }),
        hostPaths: foldersOf([certificate, key]),
        port: { internal: ports.tls, external: args.port, ip: "0.0.0.0" },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}

/**
 * Folders that have to be seen: a renewed file is another one of the same name, which a file's own mount would never show.
 * Certbot's are links to their neighbours in `archive`.
 */
function foldersOf(files: string[]): string[] {
  const folders = files.map((file) => posix.dirname(file));
  const archives = folders.flatMap((folder) =>
    /\/live\/[^/]+$/.test(folder) ? folder.replace(/\/live\/([^/]+)$/, "/archive/$1") : [],
  );
  return [...new Set([...folders, ...archives])].sort();
}
