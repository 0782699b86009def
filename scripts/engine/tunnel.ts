import { spawn } from "node:child_process";
import * as net from "node:net";

import type { StackConfig } from "../../components/config/stack";
import { Failure } from "../command/fail";

/**
 * Runs `work` with Grafana of a remote host (dockerHost ssh://…) reachable on the same port of this machine: it listens
 * on that host's loopback only. Does nothing for a local engine.
 *
 * @throws Failure when the port is in use here, or ssh cannot connect.
 */
export async function withTunnel<T>(config: StackConfig, work: () => Promise<T>): Promise<T> {
  const host = config.dockerHost || process.env.DOCKER_HOST || "";
  if (!host.startsWith("ssh://") || !config.grafana) return work();
  const { port } = config.grafana;
  const forward = `127.0.0.1:${port}:127.0.0.1:${port}`;
  const ssh = spawn(
    "ssh",
    [
      "-N",
      "-o",
      "BatchMode=yes",
      "-o",
      "ConnectTimeout=10",
      "-o",
      "ExitOnForwardFailure=yes",
      "-L",
      forward,
      host,
    ],
    {
      stdio: ["ignore", "ignore", "pipe"],
    },
  );
  let reason = "";
  ssh.stderr.on("data", (chunk: Buffer) => (reason += chunk.toString()));
  const ended = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(
        new Failure(
          `No ssh tunnel to ${host} for Grafana's port ${port}: ${reason.trim() || "ssh cannot be run"}. ` +
            `Check that \`ssh ${host}\` works without a prompt and that port ${port} is free on this machine, or choose another grafanaPort.`,
        ),
      );
    ssh.once("exit", fail);
    ssh.once("error", fail);
  });
  // A command that is interrupted ends without coming back here.
  const kill = () => ssh.kill();
  process.once("exit", kill);
  try {
    await Promise.race([listening(port), ended]);
    return await Promise.race([work(), ended]);
  } finally {
    ssh.removeAllListeners("exit");
    process.off("exit", kill);
    kill();
  }
}

async function listening(port: number): Promise<void> {
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(true));
      socket.once("error", () => resolve(false));
      socket.once("close", () => socket.destroy());
      socket.once("connect", () => socket.end());
    });
    if (open) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
