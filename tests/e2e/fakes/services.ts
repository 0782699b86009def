import * as path from "node:path";

import { root } from "../../../scripts/offline/project";
import { examples } from "../../support/receivers";
import { docker } from "../stand/stand";
import { until } from "../stand/until";

/** A request one of the played services got, and what it answered. */
export interface Request {
  host: string;
  path: string;
  method: string;
  body: string;
  status: number;
  answer: string;
}

const hosts = [...new Set(examples.flatMap(({ place }) => place?.split("/")[0] ?? []))];

/**
 * The chat services on a stack's own network, under their real names and with TLS, so that Grafana needs no setting that a
 * user would not have. Only its trust in their certificate is added.
 */
export class Services {
  private address = "";

  constructor(private readonly name: string) {}

  async start(network: string): Promise<void> {
    const mount = (from: string, to: string) => ["-v", `${path.join(root, from)}:${to}:ro`];
    docker(
      ...["run", "-d", "--name", this.name, "-p", "127.0.0.1::8080"],
      ...mount("tests/e2e/fakes/chat-services.ts", "/services.mts"),
      ...mount("tests/fixtures/tls", "/tls"),
      ...["node:24-alpine", "node", "/services.mts"],
    );
    docker("network", "connect", ...hosts.flatMap((host) => ["--alias", host]), network, this.name);
    this.address = `http://${docker("port", this.name, "8080/tcp").split("\n")[0]}`;
    await until("the played services answer", async () => (await this.received()).length >= 0);
  }

  /** Makes a container trust the services' certificate. It has to be restarted to read it. */
  trustedBy(container: string): void {
    docker("cp", path.join(root, "tests/fixtures/tls/services.crt"), `${container}:/tmp/services.crt`);
    const script = "cat /tmp/services.crt >> /etc/ssl/certs/ca-certificates.crt";
    docker("exec", "-u", "0", container, "sh", "-c", script);
    docker("restart", container);
  }

  async received(): Promise<Request[]> {
    return (await (await fetch(`${this.address}/received`)).json()) as Request[];
  }

  /** Makes these hosts refuse what they get, all others take it again. */
  async refuse(...refusing: string[]): Promise<void> {
    await fetch(`${this.address}/refuse?${new URLSearchParams(refusing.map((host) => ["host", host]))}`);
  }

  stop(): void {
    docker("rm", "-f", this.name);
  }
}
