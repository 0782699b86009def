import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

import { bundle } from "../../../components/shared/bundle";
import { root } from "../../../scripts/offline/project";
import { pinned } from "../../support/pins";
import { examples } from "../../support/receivers";
import { docker } from "../stand/docker";
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
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "chat-services-"));

  constructor(private readonly name: string) {}

  async start(network: string): Promise<void> {
    const program = path.join(this.folder, "services.mjs");
    fs.writeFileSync(program, bundle("tests/e2e/fakes/chat-services/main.ts", "The played services."));
    docker(
      ...["run", "-d", "--name", this.name, "-p", "127.0.0.1::8080"],
      ...["-v", `${program}:/services.mjs:ro`, "-v", `${path.join(root, "tests/fixtures/tls")}:/tls:ro`],
      ...[pinned("probeImage"), "node", "/services.mjs"],
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
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
