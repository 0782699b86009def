import { posix } from "node:path";

import type * as checks from "../shared/checks";
import type { ConfigReader } from "./reader";
import type { TlsConfig } from "./schema";

/** How people on the network open Grafana; undefined: only on this host. */
export function readTls(
  reader: ConfigReader,
  program: Pick<TlsConfig, "image" | "memory">,
  others: number[],
): TlsConfig | undefined {
  const certificate = reader.text("grafanaCertFile", file);
  const key = reader.text("grafanaKeyFile", file);
  const port = reader.integer("grafanaTlsPort", 1, 65_535);
  if (Boolean(certificate) !== Boolean(key)) {
    const [without, beside] = certificate
      ? (["grafanaKeyFile", "grafanaCertFile"] as const)
      : (["grafanaCertFile", "grafanaKeyFile"] as const);
    reader.conflict(without, [without, beside], "empty", `a path, because ${beside} is set`);
  }
  if (!certificate || !key) return undefined;
  if (others.includes(port))
    reader.conflict(
      "grafanaTlsPort",
      ["grafanaTlsPort", "grafanaPort", "lokiPort"],
      reader.written("grafanaTlsPort"),
      "a port of its own",
    );
  return { ...program, port, certificate, key };
}

const file: checks.Check = (value) =>
  /^\/[^:\n]*[^:\n/]$/.test(value) && posix.normalize(value) === value && posix.dirname(value) !== "/"
    ? undefined
    : "the absolute path of a file of the host, in a folder of its own, such as /etc/ssl/grafana/key.pem";
