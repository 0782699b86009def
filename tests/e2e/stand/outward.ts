import { execFileSync } from "node:child_process";

import { docker } from "./docker";

/** Everything Docker forwards passes here first. */
const chain = "DOCKER-USER";

/** Counts what the containers on a network send beyond this machine: questions to name servers, connections, anything. */
export class Outward {
  private readonly rule: string[];

  /** @param network of Docker's, with a bridge of its own */
  constructor(private readonly network: string) {
    const bridge = `br-${docker("network", "inspect", "--format", "{{.Id}}", network).slice(0, 12)}`;
    this.rule = ["-i", bridge, "!", "-o", bridge, "-m", "comment", "--comment", network];
    iptables("-I", chain, ...this.rule);
  }

  /** Packets so far. */
  get packets(): number {
    const line = iptables("-nvxL", chain)
      .split("\n")
      .find((each) => each.includes(`/* ${this.network} */`));
    const [packets] = line?.trim().split(/\s+/) ?? [];
    if (packets === undefined) throw new Error(`nothing counts what ${this.network} sends`);
    return Number(packets);
  }

  /** Sends a packet to a container on another network, which is outside for this one. @returns whether it was counted */
  sees(image: string): boolean {
    const other = `${this.network}-outside`;
    docker("network", "create", other);
    try {
      const run = ["run", "-d", "--rm", "--network", other, "--name", other, image];
      docker(...run, "node", "-e", "setTimeout(() => {}, 600_000)");
      const address = docker(
        "inspect",
        "-f",
        "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}",
        other,
      );
      const before = this.packets;
      const send = `require("dgram").createSocket("udp4").send("x", 53, "${address}", () => process.exit())`;
      docker("run", "--rm", "--network", this.network, image, "node", "-e", send);
      return this.packets > before;
    } finally {
      docker("rm", "-f", other);
      docker("network", "rm", other);
    }
  }

  stop(): void {
    iptables("-D", chain, ...this.rule);
  }
}

function iptables(...args: string[]): string {
  return execFileSync("iptables", ["-w", ...args], { encoding: "utf8" });
}
