import * as crypto from "node:crypto";

import { Checkout } from "../stand/checkout";
import { docker, volumeIdentity } from "../stand/docker";

/** Another stack on the same host, another checkout's: nothing of it may ever change. */
export class Neighbour {
  private readonly checkout: Checkout;

  constructor(home: string) {
    this.checkout = new Checkout(home, "neighbour", `next${crypto.randomBytes(3).toString("hex")}`);
  }

  async start(): Promise<void> {
    await this.checkout.must("up");
  }

  /** Its containers with when they were started, network, and which volumes they are. */
  now() {
    const { containers, networks, volumes } = this.checkout.there();
    const each = (names: object, identity: (name: string) => string) =>
      Object.fromEntries(Object.keys(names).map((name) => [name, identity(name)]));
    const format = "{{.Id}} {{.State.StartedAt}} {{.RestartCount}}";
    return {
      containers: each(containers, (name) => docker("container", "inspect", "-f", format, name)),
      networks,
      volumes: each(volumes, volumeIdentity),
    };
  }

  dispose(): void {
    this.checkout.clear();
  }
}
